/** The house: who may import whom, what the domain may not touch, how large a file may be. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(`${SRC}${name}`, 'utf8') }))

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:^import\s+(?:[^'\n]*\sfrom\s+)?|[}*]\s*from\s+|\bimport\(\s*)'([^']+)'/gm)].map(
    ([, path]) => path ?? '',
  )
const resolve = (from: string, path: string): string => new URL(path, `file:///${from}`).pathname.slice(1)
const layerOf = (path: string): string => path.split('/')[0] ?? ''

/** Layer → layers it may import, and packages. */
const RULES: Record<string, { layers: string[]; packages: RegExp | null }> = {
  domain: { layers: ['domain'], packages: null },
  i18n: { layers: ['i18n', 'domain'], packages: /^negotiator$/ },
  presets: { layers: ['domain'], packages: /^node:/ },
  db: { layers: ['db', 'domain'], packages: /^(kysely|pg|pg-copy-streams|graphile-worker|node:.*)$/ },
  repositories: { layers: ['repositories', 'db', 'domain'], packages: /^(kysely|pg|uuid)$/ },
  services: { layers: ['services', 'repositories', 'domain', 'db', 'presets', 'i18n'], packages: /^node:crypto$/ },
  schemas: { layers: ['schemas', 'domain'], packages: /^typebox$/ },
  routes: { layers: ['routes', 'services', 'schemas', 'http', 'domain'], packages: /^(typebox|fastify)$/ },
  http: {
    layers: ['http', 'rendering', 'db', 'domain', 'i18n', 'schemas', 'repositories', 'services', 'app.ts'],
    packages: /.*/,
  },
  rendering: { layers: ['rendering', 'domain', 'i18n'], packages: /^(d3-shape|pdfkit|node:.*)$/ },
  jobs: { layers: ['jobs', 'rendering', 'services', 'repositories', 'db', 'domain'], packages: /.*/ },
}

void t.test('layers', (tt) => {
  tt.ok(files.length > 100, `saw ${String(files.length)} files`)
  for (const { name, text } of files) {
    const rule = RULES[layerOf(name)]
    if (!rule) continue
    for (const path of importsOf(text)) {
      const allowed = path.startsWith('.')
        ? rule.layers.includes(layerOf(resolve(name, path)))
        : rule.packages?.test(path) === true
      if (!allowed) tt.fail(`${name} imports ${path}`)
    }
  }
  tt.end()
})

void t.test(
  'repositories do not import each other across areas without a reason, services import db for types alone',
  (tt) => {
    const services = files.filter(({ name }) => name.startsWith('services/'))
    tt.ok(services.length > 15)
    for (const { name, text } of services)
      for (const line of text.split('\n').filter((candidate) => candidate.includes('/db/')))
        tt.match(line, /^import type /, `${name}: ${line}`)
    tt.end()
  },
)

void t.test('the domain is pure', (tt) => {
  const domain = files.filter(({ name }) => name.startsWith('domain/'))
  tt.ok(domain.length > 25)
  for (const { name, text } of domain)
    for (const [what, pattern] of Object.entries({
      clock: /new Date\(\)|Date\.now|performance\./,
      randomness: /Math\.random|randomUUID|randomBytes/,
      environment: /\bprocess\./,
      waiting: /\bawait\b|\basync\b/,
    }))
      tt.notMatch(text, pattern, `${name}: ${what}`)
  tt.end()
})

void t.test('only the door, jobs and the process open transactions or hold pools', (tt) => {
  const holders = files.filter(({ text }) => /in(Copy)?Transaction\(/.test(text)).map(({ name }) => name)
  tt.same(holders.sort(), [
    'commands/audit.ts',
    'http/execute.ts',
    'http/oauth/tokens.ts',
    'http/sign-in.ts',
    'jobs/deliveries.ts',
    'jobs/housekeeping.ts',
    'jobs/worker.ts',
  ])
  tt.end()
})

void t.test('routes declare and have no if; files stay small', (tt) => {
  for (const { name, text } of files.filter((file) => file.name.startsWith('routes/')))
    tt.notMatch(text, /\bif \(/, name)
  for (const { name, text } of files) {
    const lines = text.split('\n').length
    const limit = name === 'db/schema.ts' ? 1_000 : 300
    if (lines > limit) tt.fail(`${name} has ${String(lines)} lines`)
    if (!name.endsWith('schema.ts') && !/^(#!.*\n)?(\/\*\*|import)/.test(text))
      tt.fail(`${name} does not say what it is in charge of`)
  }
  tt.end()
})

void t.test('of what is built, libraries of many modules are a few files', (tt) => {
  const modulesIn = (folder: string): number =>
    readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)), {
      recursive: true,
      encoding: 'utf8',
    }).filter((name) => /\.m?js$/.test(name)).length
  for (const library of ['jose', 'kysely', 'typebox', 'uuid']) {
    tt.ok(modulesIn(`node_modules/${library}`) > 10, `${library} has many`)
    const built = modulesIn(`dist/node_modules/${library}`)
    tt.ok(built >= 1 && built <= 5, `and ${String(built)} as built`)
  }
  tt.end()
})
