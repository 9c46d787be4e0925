/**
 * Tests load what was built instead of the sources: translating four hundred files anew in every test process takes
 * twenty times as long, and what was built is what people get. `before.ts` builds, and therefore loads sources.
 */
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const TESTS = new URL('..', import.meta.url).href
const SOURCES = new URL('../../src/', import.meta.url).href
const BUILT = new URL('../../dist/', import.meta.url).href
const BUILDER = new URL('before.ts', import.meta.url).href

// The hook lives in a thread of its own, which loads this file once more.
if (isMainThread) register(import.meta.url)

export const resolve = (specifier, context, next) => {
  const { parentURL = '' } = context
  if (!specifier.startsWith('.') || !parentURL.startsWith(TESTS) || parentURL === BUILDER)
    return next(specifier, context)
  const { href } = new URL(specifier, parentURL)
  if (!href.startsWith(SOURCES)) return next(specifier, context)
  return { url: href.replace(SOURCES, BUILT).replace(/\.ts$/, '.js'), format: 'module', shortCircuit: true }
}
