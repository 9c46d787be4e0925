/** TypeScript as what Node runs, kept until the source changes: to translate anew in each process takes seconds. */
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = new URL('../../', import.meta.url)
const KEPT = new URL('.tap/kompeten/translated/', ROOT)

const writtenAt = async (file) => (await stat(file).catch(() => null))?.mtimeMs ?? 0

/** `file` is the URL of a source in this project. */
export const translated = async (file) => {
  const kept = new URL(`${file.href.slice(ROOT.href.length)}.js`, KEPT)
  if ((await writtenAt(kept)) > (await writtenAt(file))) return readFile(kept, 'utf8')
  const { default: ts } = await import('typescript')
  const { ESNext } = ts.ModuleKind
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ESNext,
    verbatimModuleSyntax: true,
    inlineSourceMap: true,
  }
  const text = await readFile(file, 'utf8')
  const { outputText } = ts.transpileModule(text, { fileName: fileURLToPath(file), compilerOptions })
  await mkdir(dirname(fileURLToPath(kept)), { recursive: true })
  // Others may be reading it.
  const unfinished = `${fileURLToPath(kept)}.${String(process.pid)}`
  await writeFile(unfinished, outputText)
  await rename(unfinished, kept)
  return outputText
}

export const translateTests = async () => {
  const tests = fileURLToPath(new URL('test/', ROOT))
  for (const file of await readdir(tests, { recursive: true }))
    if (file.endsWith('.ts')) await translated(pathToFileURL(join(tests, file)))
}
