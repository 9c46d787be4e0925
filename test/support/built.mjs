/**
 * Tests load what was built instead of the sources: it is what people get. `before.ts` builds, and therefore loads
 * sources. All that can be found without asking the hooks of the test runner is, since each process asks a thousand times.
 */
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import processOnSpawn from 'process-on-spawn'
import { translated } from './translated.mjs'

const ROOT = new URL('../../', import.meta.url).href
const SOURCES = `${ROOT}src/`
const BUILT = `${ROOT}dist/`
const TESTS = `${ROOT}test/`
const BUILDER = `${TESTS}support/before.ts`

// The hook lives in a thread of its own, which loads this file once more.
if (isMainThread) {
  register(import.meta.url)
  // The runner would follow every process that a test starts, which takes each of them a second longer to start.
  processOnSpawn.removeAllListeners()
  delete process.env.NODE_OPTIONS
}

const isTests = (url) => url.startsWith(TESTS) && url !== BUILDER

export const resolve = (specifier, context, next) => {
  const { parentURL = '' } = context
  if (!/^\.\.?\/.*\.m?[jt]s$/.test(specifier) || !parentURL.startsWith(ROOT)) return next(specifier, context)
  const { href } = new URL(specifier, parentURL)
  const isBuilt = isTests(parentURL) && href.startsWith(SOURCES)
  return { url: isBuilt ? href.replace(SOURCES, BUILT).replace(/\.ts$/, '.js') : href, shortCircuit: true }
}

const format = 'module'

export const load = async (url, context, next) => {
  if (url.startsWith(BUILT)) return { format, source: await readFile(new URL(url)), shortCircuit: true }
  const isSource = url.endsWith('.ts') && (url.startsWith(TESTS) || url.startsWith(SOURCES))
  return isSource ? { format, source: await translated(new URL(url)), shortCircuit: true } : next(url, context)
}
