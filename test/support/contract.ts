/** Every answer of every test is held against the contract by a second validator: status declared, body of its shape. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

interface Declared {
  readonly $ref?: string
  readonly content?: Record<string, { schema?: object }>
}
interface Operation {
  readonly responses: Record<string, Declared>
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly responses: Record<string, Declared> }
}

const validators = new WeakMap<
  FastifyInstance,
  (method: string, path: string, response: LightMyRequestResponse) => void
>()

const build = (server: FastifyInstance) => {
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
  return (method: string, url: string, response: LightMyRequestResponse): void => {
    const path = url.split('?')[0] ?? ''
    const operation = operationOf(method, path)
    if (!operation || method === 'HEAD' || response.statusCode === 304) return
    const named = operation.responses[String(response.statusCode)] ?? operation.responses.default
    const declared = shared.get(named?.$ref ?? '') ?? named
    if (!declared) throw new Error(`${method} ${path}: status ${String(response.statusCode)} is not in the contract`)
    const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? ''
    const schema = declared.content?.[type]?.schema
    if (!schema) {
      if (response.payload !== '' || declared.content)
        throw new Error(`${method} ${path}: ${type} is not in the contract for ${String(response.statusCode)}`)
      return
    }
    const rebased = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"contract#/components')) as object
    const validate = compiled.get(schema) ?? ajv.compile(rebased)
    compiled.set(schema, validate)
    if (!validate(JSON.parse(response.payload)))
      throw new Error(
        `${method} ${path}: answer off the contract: ${ajv.errorsText(validate.errors)} in ${response.payload.slice(0, 300)}`,
      )
  }
}

export const checkResponse = (
  server: FastifyInstance,
  method: string,
  path: string,
  response: LightMyRequestResponse,
): void => {
  let check = validators.get(server)
  if (!check) validators.set(server, (check = build(server)))
  check(method, path, response)
}
