/** The committed contract is what the service serves; errors are documented both ways; schemas of requests have examples that hold. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { Compile } from 'typebox/compile'
import { CONSTRAINT_CODES } from '../../src/db/constraints.ts'
import { ERROR_KINDS, type ErrorCode } from '../../src/domain/errors.ts'
import { contractText } from '../../src/http/contract-text.ts'
import { STATUS } from '../../src/http/problems.ts'
import { TEXTS } from '../../src/i18n/index.ts'
import { components, endpoints } from '../../src/routes/index.ts'

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
  tt.notMatch(served, /"items":\s*\[/, 'no tuples of older drafts')
})

void t.test('examples of requests validate', (tt) => {
  const withExamples = components.filter((schema) => (schema as { examples?: unknown[] }).examples)
  tt.ok(withExamples.length > 15, `saw ${String(withExamples.length)} examples`)
  for (const schema of withExamples) {
    const { $id, ...plain } = schema as unknown as { $id: string; examples: unknown[] }
    const validator = Compile(plain as never)
    for (const example of plain.examples) tt.same(validator.Check(example) ? [] : validator.Errors(example), [], $id)
  }
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
