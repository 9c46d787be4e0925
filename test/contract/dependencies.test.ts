/** What is installed: exactly what was tried, whole, and nothing older than what the hardening was measured with. */
import { readFileSync } from 'node:fs'
import t from 'tap'

interface Installed {
  readonly version: string
  readonly integrity?: string
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
const { dependencies, devDependencies, optionalDependencies = {} } = read('package.json')
const packages = Object.entries<Installed>(read('package-lock.json').packages).filter(([path]) => path !== '')

/** Older ones let through, lose or leak what hardening.md §4 found; they stand wherever a library brings its own. */
const LEAST: Readonly<Record<string, string>> = {
  fastify: '5.12.8',
  '@fastify/jwt': '10.2.8',
  'fast-jwt': '6.3.6',
  typebox: '1.4.3',
  pg: '8.23.1',
  kysely: '0.28.18',
  'find-my-way': '9.10.1',
  undici: '6.29.1',
  yauzl: '3.4.0',
}

const partsOf = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10))
const isOlder = (version: string, least: string): boolean => {
  const [own, other] = [partsOf(version), partsOf(least)]
  const place = own.findIndex((part, index) => part !== other[index])
  return place >= 0 && (own[place] ?? 0) < (other[place] ?? 0)
}

void t.test('every package is named exactly, and locked with what its bytes must be', (tt) => {
  const named = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies })
  tt.ok(named.length > 40, `saw ${String(named.length)}`)
  for (const [name, written] of named) {
    const version = written.replace(/^npm:.*@/, '')
    tt.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name)
    const installed = packages.find(([path]) => path === `node_modules/${name}`)?.[1]
    tt.equal(installed?.version, version, `${name} as locked`)
  }
  tt.ok(packages.length > 500, `saw ${String(packages.length)}`)
  tt.same(
    packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    [],
  )
  tt.end()
})

void t.test('nothing older than what was measured', (tt) => {
  for (const [name, least] of Object.entries(LEAST)) {
    const found = packages.filter(([path]) => path.endsWith(`node_modules/${name}`))
    tt.ok(found.length > 0, `${name} is there`)
    for (const [path, { version }] of found) tt.notOk(isOlder(version, least), `${path} ${version}`)
  }
  tt.same(
    [isOlder('5.12.7', '5.12.8'), isOlder('5.9.9', '5.12.8'), isOlder('6.0.0', '5.12.8'), isOlder('5.12.8', '5.12.8')],
    [true, true, false, false],
  )
  tt.end()
})
