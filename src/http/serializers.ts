/** Response serializers, built when an operation first answers: building all of them at start takes seconds. */
import { SerializerSelector, type SerializerFactory } from '@fastify/fast-json-stringify-compiler'

type Build = ReturnType<SerializerFactory>

const build = SerializerSelector()

export const lazySerializers: SerializerFactory = (components, options) => {
  const compile: Build = build(components, options)
  return (route) => {
    let serialize: ReturnType<Build> | undefined
    return (value: unknown) => (serialize ??= compile(route))(value)
  }
}
