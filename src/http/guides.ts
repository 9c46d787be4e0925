/** The guides, as pages that need nothing from elsewhere: Markdown beside the contract, in both languages. */
import type { FastifyInstance } from 'fastify'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LANGUAGES, type Language } from '../domain/languages.ts'
import { DomainError } from '../domain/errors.ts'
import { languageOf } from '../i18n/index.ts'

const FOLDER = fileURLToPath(new URL('../../openapi/guides/', import.meta.url))

const WORDS = {
  id: { title: 'Panduan Kompeten', contract: 'Kontrak dan uji coba', other: 'In English' },
  en: { title: 'Kompeten guides', contract: 'Contract and try-out', other: 'Dalam bahasa Indonesia' },
} as const

const STYLE = `
  :root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --line: #d5dae2; --code: #f4f6f9; --link: #0b57a4 }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181e; --line: #343c48; --code: #1d232c; --link: #8ab8f0 } }
  body { margin: 0; font: 17px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
  main, nav { max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem }
  nav { border-bottom: 1px solid var(--line); font-size: 15px }
  nav a { margin-right: 1rem; white-space: nowrap } a { color: var(--link) } a[aria-current] { color: inherit; font-weight: 600; text-decoration: none }
  h1 { line-height: 1.2; margin: 1rem 0 } h2 { margin-top: 2.2rem }
  pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto; font-size: 14px; line-height: 1.5 }
  code { font-family: ui-monospace, monospace; font-size: .92em } :not(pre) > code { background: var(--code); padding: .1em .3em; border-radius: 4px }
  table { border-collapse: collapse; width: 100%; font-size: 15px } th, td { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0 }
`

export interface Guide {
  readonly name: string
  readonly title: string
  readonly text: string
}

export const guidesIn = (language: Language): Guide[] =>
  readdirSync(`${FOLDER}${language}`)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const text = readFileSync(`${FOLDER}${language}/${file}`, 'utf8')
      return { name: file.replace(/^\d+-|\.md$/g, ''), title: /^# (.+)$/m.exec(text)?.[1] ?? file, text }
    })

type Render = (text: string) => string

const pageOf = (language: Language, guides: readonly Guide[], shown: Guide, render: Render): string => {
  const words = WORDS[language]
  const other = language === 'id' ? 'en' : 'id'
  const links = guides.map(
    ({ name, title }) =>
      `<a href="/docs/guides/${language}/${name}"${name === shown.name ? ' aria-current="page"' : ''}>${title}</a>`,
  )
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown.title} · ${words.title}</title><style>${STYLE}</style></head>
<body><nav aria-label="${words.title}">${links.join(' ')} <a href="/docs">${words.contract}</a> <a href="/docs/guides/${other}/${shown.name}" hreflang="${other}">${words.other}</a></nav>
<main>${render(shown.text)}</main></body></html>
`
}

/** No script, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export const registerGuides = (app: FastifyInstance): void => {
  const pages = new Map<string, string>()
  // With the first reader: neither files nor library are needed to start.
  const write = async (): Promise<void> => {
    const { marked } = await import('marked')
    const render: Render = (text) => marked.parse(text, { async: false })
    for (const language of LANGUAGES) {
      const guides = guidesIn(language)
      for (const guide of guides) pages.set(`${language}/${guide.name}`, pageOf(language, guides, guide, render))
    }
  }
  const guideOf = async (language: string, name: string): Promise<string> => {
    if (pages.size === 0) await write()
    const page = pages.get(`${language}/${name}`)
    if (page === undefined) throw new DomainError('resource.notFound')
    return page
  }
  app.get('/docs/guides', { schema: { hide: true } }, (request, reply) =>
    reply.redirect(`/docs/guides/${languageOf(request.headers['accept-language'])}/start`),
  )
  app.get<{ Params: { language: string; name: string } }>(
    '/docs/guides/:language/:name',
    { schema: { hide: true } },
    async ({ params }, reply) => {
      const page = await guideOf(params.language, params.name)
      return reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(page)
    },
  )
}
