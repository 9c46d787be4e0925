/** A workbook is a ZIP archive: looked through before anything of it is believed. */
import { open, type Entry, type ZipFile } from 'yauzl'
import { DomainError } from '../../domain/errors.ts'

const MAX_ENTRIES = 1_000
const MAX_UNPACKED = 512 * 1_024 ** 2
/** Sheets of repeated rows reach 40; nothing honest reaches this. */
const MAX_RATIO = 200
const SMALL = 1_024 ** 2

const PARTS: readonly (readonly [RegExp, 'import.fileHasMacros' | 'import.fileHasExternalLinks'])[] = [
  [/vbaProject\.bin$|^xl\/(macrosheets|dialogsheets)\//i, 'import.fileHasMacros'],
  [/^xl\/externalLinks\/|^xl\/connections\.xml$/i, 'import.fileHasExternalLinks'],
]

const checkEntry = ({ fileName, compressedSize, uncompressedSize }: Entry): void => {
  for (const [pattern, code] of PARTS) if (pattern.test(fileName)) throw new DomainError(code)
  const ratio = Math.round(uncompressedSize / Math.max(1, compressedSize))
  if (uncompressedSize > SMALL && ratio > MAX_RATIO)
    throw new DomainError('import.fileTooDense', { ratio, limit: MAX_RATIO })
}

/** What an entry really unpacks to: the library ends it where it is more than it declares. */
const unpackedSize = (archive: ZipFile, entry: Entry): Promise<number> =>
  new Promise((resolve, reject) => {
    archive.openReadStream(entry, (failure, stream) => {
      if (failure) {
        reject(failure)
        return
      }
      let size = 0
      stream.on('data', (chunk: Buffer) => (size += chunk.length))
      stream.on('error', reject)
      stream.on('end', () => {
        resolve(size)
      })
    })
  })

const eachEntry = (path: string, visit: (archive: ZipFile, entry: Entry) => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: true, validateEntrySizes: true }, (failure, archive) => {
      if (failure) {
        reject(failure)
        return
      }
      archive.on('error', reject)
      archive.on('end', resolve)
      archive.on('entry', (entry: Entry) => {
        visit(archive, entry).then(() => {
          archive.readEntry()
        }, reject)
      })
      archive.readEntry()
    })
  })

/**
 * Throws `import.fileHasMacros`, `import.fileHasExternalLinks`, `import.fileTooDense`, `import.fileTooLarge`, and
 * `import.workbookDamaged` for an archive that contradicts itself.
 */
export const checkArchive = async (path: string): Promise<void> => {
  let [entries, unpacked] = [0, 0]
  const visit = async (archive: ZipFile, entry: Entry): Promise<void> => {
    entries += 1
    if (entries > MAX_ENTRIES) throw new DomainError('import.fileTooLarge', { limit: `${String(MAX_ENTRIES)} entries` })
    checkEntry(entry)
    unpacked += entry.uncompressedSize
    if (unpacked > MAX_UNPACKED) throw new DomainError('import.fileTooLarge', { limit: '512 MiB' })
    await unpackedSize(archive, entry)
  }
  try {
    await eachEntry(path, visit)
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('import.workbookDamaged')
  }
  if (entries === 0) throw new DomainError('import.workbookDamaged')
}
