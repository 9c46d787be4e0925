/** The contract of the last release still holds: what it promised is there, what it took is taken. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { breaksBetween, type Contract } from '../support/breaking.ts'

const read = (name: string): string => readFileSync(new URL(`../../openapi/${name}`, import.meta.url), 'utf8')
const released = JSON.parse(read('released.json')) as Contract & { info: { version: string } }
const present = JSON.parse(read('openapi.json')) as Contract & { info: { version: string } }

/** Before 1.0.0 a minor version may break, afterwards only a major one. */
const line = (version: string): string =>
  version
    .split('.')
    .slice(0, version.startsWith('0.') ? 2 : 1)
    .join('.')

void t.test('nothing that was released is broken without a new version', (tt) => {
  tt.ok(Object.keys(released.paths).length > 40, 'saw the released contract')
  const breaks = breaksBetween(released, present)
  const mayBreak = line(released.info.version) !== line(present.info.version)
  tt.same(mayBreak ? [] : breaks, [], 'raise API_VERSION, or keep what was promised')
  tt.end()
})

void t.test('planted breaks are seen, growth is not one', (tt) => {
  type Loose = Record<string, never>
  const changed = (edit: (contract: Loose) => void): string[] => {
    const copy = JSON.parse(JSON.stringify(present)) as Loose
    edit(copy)
    return breaksBetween(present, copy as unknown as Contract)
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const at = (contract: Loose): any => contract
  const planted: Record<string, (contract: Loose) => void> = {
    'a path is gone': (c) => delete at(c).paths['/v1/units'],
    'an operation is gone': (c) => delete at(c).paths['/v1/units'].post,
    'a success is gone': (c) => delete at(c).paths['/v1/units'].post.responses['201'],
    'an operationId changed': (c) => (at(c).paths['/v1/units'].post.operationId = 'makeUnit'),
    'a member of an answer is gone': (c) => delete at(c).components.schemas.Unit.properties.code,
    'a member of an answer may be absent': (c) => at(c).components.schemas.Unit.required.pop(),
    'a member of a body is gone': (c) => delete at(c).components.schemas.CreateUnit.properties.name,
    'a member of a body is now required': (c) => at(c).components.schemas.CreateUnit.required.push('parentId'),
    'a type changed': (c) => (at(c).components.schemas.Unit.properties.name.type = 'integer'),
    'a value is no longer taken': (c) => at(c).components.schemas.CreateEmployee.properties.employmentKind.enum.pop(),
    'a parameter is gone': (c) => at(c).paths['/v1/units'].get.parameters.pop(),
    'a parameter is now required': (c) => (at(c).paths['/v1/units'].get.parameters[0].required = true),
    'a media type is gone': (c) => delete at(c).paths['/v1/units'].post.requestBody.content['application/json'],
  }
  for (const [name, edit] of Object.entries(planted)) tt.ok(changed(edit).length > 0, name)
  const growth: Record<string, (contract: Loose) => void> = {
    'a new path': (c) => (at(c).paths['/v1/new'] = at(c).paths['/v1/units']),
    'a new member of an answer': (c) => (at(c).components.schemas.Unit.properties.color = { type: 'string' }),
    'a new optional member of a body': (c) =>
      (at(c).components.schemas.CreateUnit.properties.color = { type: 'string' }),
    'a new value in an answer': (c) => at(c).components.schemas.Employee.properties.employmentKind.enum.push('MAGANG'),
  }
  for (const [name, edit] of Object.entries(growth)) tt.same(changed(edit), [], name)
  tt.end()
})
