/** What can be told without a database: Node, settings that do not go together, folders. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from '../../config.ts'
import { readIssuers } from '../../http/keys.ts'
import { Odd, Wrong, type Check } from './findings.ts'

const LEAST_NODE = 20
const LEAST_FREE_BYTES = 2 * 1_024 ** 3

/** The nearest folder above that exists. */
const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)))

const folder = (name: string, setting: string, path: string): Check => ({
  name,
  look: () => {
    const place = existing(resolve(path))
    try {
      accessSync(place, constants.W_OK)
    } catch {
      throw new Wrong(`${place} cannot be written; give it to the service's account or set ${setting}`)
    }
    const { bavail, bsize } = statfsSync(place)
    const free = bavail * bsize
    const said = `${(free / 1_024 ** 3).toFixed(1)} GiB free`
    if (free < LEAST_FREE_BYTES) throw new Odd(`${said}: too little for large files; free some space under ${place}`)
    return said
  },
})

export const surroundings = (config: Config): Check[] => [
  {
    name: 'node',
    look: () => {
      if (Number(process.versions.node.split('.')[0]) < LEAST_NODE)
        throw new Wrong(`Node ${process.versions.node}; install ${String(LEAST_NODE)} or newer`)
      return `Node ${process.versions.node}`
    },
  },
  {
    name: 'secret',
    look: () => {
      if (config.secret === null && config.databaseUrl !== null)
        throw new Odd('made once under KOMPETEN_DATA; set KOMPETEN_SECRET, the same on every node, and keep a copy')
      return config.secret === null ? 'of the data folder' : 'set'
    },
  },
  {
    name: 'address',
    look: () => {
      const isLocal = /^http:\/\/(127\.|localhost|\[::1\])/.test(config.publicUrl)
      if (config.databaseUrl !== null && isLocal)
        throw new Odd(
          `tokens are issued by ${config.publicUrl}; set KOMPETEN_PUBLIC_URL to where clients reach the service`,
        )
      return config.publicUrl
    },
  },
  {
    name: 'issuers',
    look: () => {
      if (config.localIssuer && config.databaseUrl !== null)
        throw new Odd('KOMPETEN_LOCAL_ISSUER is on beside a server: whoever has the data folder is anybody')
      if (config.issuersFile === null) return config.localIssuer ? 'the local one' : 'none'
      return `${String(readIssuers(config.issuersFile).size)} keys`
    },
  },
  folder('files', 'KOMPETEN_SPOOL', config.spoolFolder),
  folder('anchors', 'KOMPETEN_ANCHORS', config.anchorFolder),
]
