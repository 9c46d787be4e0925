/** Every answer of every test is held against the contract by a second validator: status declared, body of its shape. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { AnyEndpoint } from '../../src/http/contract.ts'

interface Declared {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Record<string, { schema?: object }>
}
interface Operation {
  readonly responses: Record<string, Declared>
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly responses: Record<string, Declared> }
}

/** Of the transport, and the same for every resource whatever it is. */
const TRANSPORT = new Set([
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
])

const checkHeaders = (where: string, declared: Declared, response: LightMyRequestResponse): void => {
  const known = new Set(Object.keys(declared.headers ?? {}).map((name) => name.toLowerCase()))
  const unknown = Object.keys(response.headers).filter((name) => !known.has(name) && !TRANSPORT.has(name))
  if (unknown.length > 0) throw new Error(`${where}: headers not in the contract: ${unknown.join(', ')}`)
}

type Check = (method: string, path: string, response: LightMyRequestResponse) => void

const build = (server: FastifyInstance): Check => {
  const document = server.swagger() as unknown as Document
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'contract', components: document.components })
  const shared = new Map(
    Object.entries(document.components.responses).map(([name, response]) => [
      `#/components/responses/${name}`,
      response,
    ]),
  )
  const compiled = new Map<object, ValidateFunction>()
  const patterns = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    fixed: !path.includes('{'),
    operations,
  }))
  const operationOf = (method: string, path: string): Operation | undefined =>
    patterns
      .filter(({ pattern }) => pattern.test(path))
      .sort((a, b) => Number(b.fixed) - Number(a.fixed))
      .map(({ operations }) => operations[method.toLowerCase()])
      .find((operation) => operation !== undefined)
  return (method, url, response) => {
    const path = url.split('?')[0] ?? ''
    const operation = operationOf(method, path)
    if (!operation || method === 'HEAD' || response.statusCode === 304) return
    const named = operation.responses[String(response.statusCode)] ?? operation.responses.default
    const declared = shared.get(named?.$ref ?? '') ?? named
    if (!declared) throw new Error(`${method} ${path}: status ${String(response.statusCode)} is not in the contract`)
    checkHeaders(`${method} ${path}`, declared, response)
    const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? ''
    const schema = declared.content?.[type]?.schema
    if (!schema) {
      if (response.payload !== '' || declared.content)
        throw new Error(`${method} ${path}: ${type} is not in the contract for ${String(response.statusCode)}`)
      return
    }
    if (!/[/+]json$/.test(type)) return
    const rebased = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"contract#/components')) as object
    const validate = compiled.get(schema) ?? ajv.compile(rebased)
    compiled.set(schema, validate)
    if (!validate(JSON.parse(response.payload)))
      throw new Error(
        `${method} ${path}: answer off the contract: ${ajv.errorsText(validate.errors)} in ${response.payload.slice(0, 300)}`,
      )
  }
}

/** Of the same declarations comes the same contract, whichever service of a file was first to be asked. */
const checks = new WeakMap<readonly AnyEndpoint[], Check>()

export const contractCheck = (server: FastifyInstance, endpoints: readonly AnyEndpoint[]): Check => {
  const known = checks.get(endpoints)
  if (known) return known
  const check = build(server)
  checks.set(endpoints, check)
  return check
}
