/**
 * The documentation page and the guides: whole without any foreign address, true to the contract, and, where a Chromium is
 * at hand, used as a person uses them (KOMPETEN_PICTURES names a folder for what was seen).
 */
import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import t from 'tap'
import { ERROR_KINDS } from '../../src/domain/errors.ts'
import { EVENT_NAMES } from '../../src/domain/exchange/events.ts'
import { guidesIn } from '../../src/http/guides.ts'
import { testApp } from '../support/app.ts'

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env.CHROMIUM ?? '',
]
const PICTURES = process.env.KOMPETEN_PICTURES

const blocksOf = (text: string): string[] =>
  [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, block]) => block ?? '')

void t.test('the guides: the same in both languages, and true', async (tt) => {
  const app = await testApp(tt)
  const { paths } = app.server.swagger() as unknown as { paths: Record<string, Record<string, unknown>> }
  const patterns = Object.keys(paths).map((path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`))
  const [id, en] = [guidesIn('id'), guidesIn('en')]
  tt.same(
    id.map(({ name }) => name),
    ['start', 'sign-in', 'import', 'webhooks', 'errors', 'objections', 'development'],
  )
  tt.same(
    en.map(({ name }) => name),
    id.map(({ name }) => name),
  )
  let mentioned = 0
  for (const [index, guide] of id.entries()) {
    const twin = en[index]
    tt.same(
      blocksOf(guide.text).map((block) => block.replace(/"(title|detail)": ".*"/g, '')),
      blocksOf(twin?.text ?? '').map((block) => block.replace(/"(title|detail)": ".*"/g, '')),
      `${guide.name}: the same examples`,
    )
    tt.equal(guide.text.match(/^#+ /gm)?.length, twin?.text.match(/^#+ /gm)?.length)
    for (const { text } of [guide, twin ?? guide]) {
      for (const [path] of text.matchAll(/\/v1\/[\w/{}-]+/g)) {
        mentioned += 1
        tt.ok(
          patterns.some((pattern) => pattern.test(path.replace(/\/$/, ''))),
          `${guide.name}: ${path} exists`,
        )
      }
      for (const [, code = ''] of text.matchAll(/\d{3} `(\w+\.\w+)`/g))
        tt.ok(code in ERROR_KINDS, `${guide.name}: ${code}`)
      for (const [, type = ''] of text.matchAll(/"types":\["([\w."]+(?:,[\w."]+)*)"\]/g))
        for (const name of type.split('","')) tt.ok((EVENT_NAMES as readonly string[]).includes(name), name)
    }
  }
  tt.ok(mentioned > 40, `saw ${String(mentioned)} addresses`)
  const pages = await Promise.all(
    ['/docs/guides/id/start', '/docs/guides/en/errors'].map((path) => app.server.inject(path)),
  )
  for (const { statusCode, payload, headers } of pages) {
    tt.equal(statusCode, 200)
    tt.match(headers['content-security-policy'], /default-src 'none'/)
    tt.notMatch(payload, /<script|src="http|href="http/)
  }
  tt.equal((await app.server.inject('/docs/guides')).headers.location, '/docs/guides/id/start')
  tt.equal((await app.server.inject('/docs/guides/en/..%2f..%2fpackage')).statusCode, 404)
  tt.equal((await app.server.inject('/docs/guides/xx/start')).statusCode, 404)
})

void t.test('the page: nothing from elsewhere', async (tt) => {
  const app = await testApp(tt)
  const page = await app.server.inject('/docs')
  const index = page.statusCode === 302 ? await app.server.inject(String(page.headers.location)) : page
  tt.equal(index.statusCode, 200)
  const assets = [...index.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')
  tt.ok(assets.length > 4)
  for (const asset of assets) {
    tt.notMatch(asset, /^(https?:)?\/\//)
    tt.equal((await app.server.inject(new URL(asset, 'http://x/docs/').pathname)).statusCode, 200, asset)
  }
  tt.match(index.headers['content-security-policy'], /default-src 'self'/)
})

const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: name.startsWith('guide') })
}

/** Opens an operation, sends it as it stands, and reads what the service answered. */
const tryOut = async (page: Page, operationId: string): Promise<{ status: string; body: string }> => {
  const block = page.locator(`[id$="-${operationId}"]`)
  const area = page.locator('.opblock-tag[data-tag="organisation"]')
  await area.waitFor()
  if ((await area.getAttribute('data-is-open')) !== 'true') await area.click()
  await block.waitFor()
  if (!(await block.locator('.execute').isVisible())) await block.locator('.opblock-summary-control').click()
  // The answer before, where there is one, is not this one's.
  if (await block.locator('.btn-clear').isVisible()) await block.locator('.btn-clear').click()
  await block.locator('.execute').click()
  const answer = block.locator('.live-responses-table tr.response').first()
  await answer.waitFor()
  return {
    status: (await answer.locator('.response-col_status').innerText()).trim().slice(0, 3),
    body: await answer.locator('.highlight-code').first().innerText(),
  }
}

void t.test('in a browser: sign in by a token and as a client, try out, read a guide', async (tt) => {
  const browserPath = BROWSERS.find((path) => path !== '' && existsSync(path))
  if (browserPath === undefined) {
    tt.comment('no Chromium on this machine: the page was read without one')
    return
  }
  const app = await testApp(tt)
  app.setNow(new Date().toISOString())
  const { hr, hrSubject } = await app.institution('LIHAT')
  await hr.post('/v1/units', { code: 'KEC-CONTOH', name: 'Kecamatan Contoh' })
  const client = (await hr.post('/v1/api-clients', { label: 'SIMPEG', scopes: ['organisation:read'] })).body
  const address = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
  tt.teardown(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const foreign: string[] = []
  const faults: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) faults.push(message.text())
  })
  await page.goto(`${address}/docs`)
  await page.locator('.opblock-tag').first().waitFor()
  await picture(page, 'docs')
  tt.equal((await tryOut(page, 'listUnits')).status, '401', 'a stranger')
  await page.locator('.btn.authorize').first().click()
  await page.locator('.auth-container input[aria-label="auth-bearer-value"]').fill(app.token(hrSubject))
  await picture(page, 'authorize')
  await page.locator('.auth-container').first().locator('button.authorize').click()
  await page.locator('.btn-done').first().click()
  const seen = await tryOut(page, 'listUnits')
  tt.equal(seen.status, '200', 'signed in by a token')
  tt.match(seen.body, /KEC-CONTOH/)
  await picture(page, 'try-out')

  await page.goto('about:blank')
  await page.goto(`${address}/docs`)
  await page.locator('.btn.authorize').first().click()
  const oauth = page.locator('.auth-container', { hasText: 'clientCredentials' })
  await oauth.locator('#client_id_clientCredentials, #client_id').first().fill(String(client.clientId))
  await oauth.locator('#client_secret_clientCredentials, #client_secret').first().fill(String(client.clientSecret))
  await oauth.locator('button.authorize').click()
  await oauth.locator('button', { hasText: 'Logout' }).waitFor()
  await picture(page, 'authorized-client')
  await page.locator('.btn-done').first().click()
  tt.equal((await tryOut(page, 'listUnits')).status, '200', 'signed in as a client')

  for (const language of ['id', 'en']) {
    await page.goto(`${address}/docs/guides/${language}/webhooks`)
    tt.equal(await page.locator('h1').innerText(), language === 'id' ? 'Peristiwa dan webhook' : 'Events and webhooks')
    tt.equal(await page.locator('html').getAttribute('lang'), language)
    await picture(page, `guide-${language}`)
  }
  await page.setViewportSize({ width: 390, height: 800 })
  tt.ok(await page.evaluate('document.documentElement.scrollWidth <= 390'), 'a telephone needs no scrolling sideways')
  await picture(page, 'guide-telephone')
  tt.same(foreign, [], 'nothing came from elsewhere')
  tt.same(faults, [])
})
