/** The committed contract is what the service serves; errors are documented both ways; schemas of requests have examples that hold. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import spectralRulesets from '@stoplight/spectral-rulesets'
import { CONSTRAINT_CODES } from '../../src/db/constraints.ts'
import { ERROR_KINDS, type ErrorCode } from '../../src/domain/errors.ts'
import { contractText } from '../../src/http/contract-text.ts'
import { STATUS } from '../../src/http/problems.ts'
import { checkPolicy } from '../../src/domain/scoring/policy-rules.ts'
import { verifyBreakdown } from '../../src/domain/scoring/verify.ts'
import { exampleBreakdown } from '../../src/schemas/appraisal/example-breakdown.ts'
import { examplePolicy } from '../../src/schemas/appraisal/example-policy.ts'
import { TEXTS } from '../../src/i18n/index.ts'
import { endpoints } from '../../src/routes/index.ts'

const { Spectral } = spectralCore
const { oas } = spectralRulesets
const file = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url))
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

void t.test('openapi/openapi.json is generated, complete and described', async (tt) => {
  const served = await contractText()
  tt.ok(served === read('openapi/openapi.json'), 'run `npm run openapi` and read the difference')
  const document = JSON.parse(served)
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object)) as {
    operationId: string
    summary: string
    description: string
    tags: string[]
    responses: object
  }[]
  tt.ok(operations.length >= endpoints.length && endpoints.length > 60, `saw ${String(operations.length)} operations`)
  tt.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  for (const { operationId, summary, description, tags } of operations)
    tt.ok(summary && description && tags.length === 1, operationId)
  for (const [name, schema] of Object.entries(document.components.schemas as Record<string, { description?: string }>))
    tt.ok(schema.description, name)
  const withoutExamples = JSON.stringify(document, (key, value: unknown) =>
    /^examples?$/.test(key) ? undefined : value,
  )
  tt.notMatch(withoutExamples, /"items":\s*\[/, 'no tuples of older drafts')
})

void t.test('a public linter has nothing to say, not even a warning', (tt) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      fileURLToPath(new URL('../../node_modules/@redocly/cli/bin/cli.js', import.meta.url)),
      'lint',
      '--format=json',
      file,
    ],
    { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  )
  tt.equal(status, 0, stderr)
  const { totals } = JSON.parse(stdout)
  tt.same([totals.errors, totals.warnings], [0, 0], stdout.slice(0, 2_000))
  tt.end()
})

void t.test('a second public linter has nothing to say either', async (tt) => {
  const spectral = new Spectral()
  // An address to write to is the operator's, not the product's.
  spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'all']], rules: { 'contact-properties': 'off' } })
  const document = JSON.parse(read('openapi/openapi.json'))
  const found = await spectral.run(document)
  tt.same(
    found.map(({ code, path, message }) => `${String(code)} ${path.join('/')}: ${message}`),
    [],
  )
  const units = document.paths['/v1/units']
  delete units.get.description
  const planted = await spectral.run({ ...document, paths: { '/v1/units': units } })
  tt.ok(
    planted.some(({ code }) => code === 'operation-description'),
    'and would say something',
  )
})

interface Content {
  readonly content?: Record<string, { readonly schema?: object; readonly example?: unknown }>
}

void t.test('every body of the contract has an example, and every example holds', (tt) => {
  const document = JSON.parse(read('openapi/openapi.json'))
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'contract', components: document.components })
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object)) as {
    operationId: string
    requestBody?: Content
    responses: Record<string, Content>
  }[]
  const bodies = [
    ...operations.flatMap(({ operationId, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].map((body) => [operationId, body] as const),
    ),
    ...Object.entries(document.components.responses as Record<string, Content>),
  ]
  let seen = 0
  for (const [name, body] of bodies)
    for (const [type, { schema, example }] of Object.entries(body?.content ?? {})) {
      if (!/[/+]json$/.test(type)) continue
      tt.ok(example !== undefined, `${name} has an example`)
      const rebased = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"contract#/components')) as object
      const validate = ajv.compile(rebased)
      tt.ok(validate(example), `${name}: ${ajv.errorsText(validate.errors)}`)
      seen += 1
    }
  tt.ok(seen > 100, `saw ${String(seen)} examples`)
  tt.end()
})

void t.test('the examples that calculate are right', (tt) => {
  tt.same(verifyBreakdown(exampleBreakdown), [])
  tt.doesNotThrow(() => {
    checkPolicy(examplePolicy)
  })
  tt.end()
})

void t.test('problem codes: documented both ways, worded in both languages', (tt) => {
  const documented = new Map(
    [...read('openapi/README.md').matchAll(/^\| `([\w.]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]),
  )
  const codes = Object.keys(ERROR_KINDS) as ErrorCode[]
  tt.ok(codes.length > 70)
  for (const code of codes)
    tt.equal(documented.get(code), STATUS[ERROR_KINDS[code]], `${code} is documented with its status`)
  for (const code of documented.keys()) tt.ok(code !== undefined && code in ERROR_KINDS, `${String(code)} exists`)
  for (const code of codes)
    for (const texts of Object.values(TEXTS)) tt.ok(texts.problems[code][0] && texts.problems[code][1], code)
  for (const code of Object.values(CONSTRAINT_CODES)) tt.ok(code in ERROR_KINDS)
  tt.same(Object.keys(TEXTS.id.findings), Object.keys(TEXTS.en.findings))
  tt.end()
})
