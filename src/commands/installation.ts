/** Commands of the installation itself: they read its settings and work beside its database. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { ConfigError, type Config } from '../config.ts'
import { openPools } from '../db/database.ts'
import { describeSchema, describeTypes } from '../db/describe.ts'
import { migrate } from '../db/migrate.ts'
import { localSigner } from '../http/keys.ts'
import { openDatabase, serve } from '../main.ts'
import { ensurePlatformAdmin } from '../repositories/access/bootstrap.ts'

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const withOwner = async (
  config: Config,
  work: (owner: ReturnType<typeof openPools>['owner']) => Promise<void>,
): Promise<void> => {
  const database = await openDatabase(config, pino({ level: 'silent' }))
  const pools = openPools(database.url, 2, () => undefined)
  try {
    await work(pools.owner)
  } finally {
    await pools.close()
    await database.stop()
  }
}

const runMigrate = (config: Config): Promise<void> =>
  withOwner(config, async (owner) => {
    const applied = await migrate(owner)
    console.log(applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`)
  })

const runDbTypes = (config: Config): Promise<void> =>
  withOwner(config, async (owner) => {
    await migrate(owner)
    writeFileSync(root('migrations/schema.sql'), await describeSchema(owner))
    writeFileSync(root('src/db/schema.ts'), await describeTypes(owner))
  })

const runToken = (config: Config, args: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...args], options: { role: { type: 'string' }, subject: { type: 'string' } } })
  const subject =
    values.subject ?? (values.role === undefined ? undefined : `local:${values.role.replaceAll('-', '_')}`)
  if (!config.localIssuer || subject === undefined) {
    console.error(
      config.localIssuer
        ? 'usage: npm run token -- --role platform_admin|hr_officer|auditor|employee|supervisor|superior|unit_leader|client'
        : 'KOMPETEN_LOCAL_ISSUER is off: tokens come from your identity provider',
    )
    process.exitCode = 1
    return Promise.resolve()
  }
  console.log(localSigner(config.dataFolder, config.audience)(subject))
  return Promise.resolve()
}

/** The first administrator of a platform whose people sign in elsewhere: nobody could be let in through the API before. */
const runAppoint = async (config: Config, args: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...args],
    options: { issuer: { type: 'string' }, subject: { type: 'string' } },
  })
  const { issuer, subject } = values
  if (!issuer || !subject) throw new ConfigError('usage: kompeten appoint --issuer ISS --subject SUB')
  await withOwner(config, async (owner) => {
    await migrate(owner)
    await ensurePlatformAdmin(owner, issuer, subject)
  })
  console.log(`${subject} of ${issuer} is a platform administrator, unless that identity was made before`)
}

/** `--release` also makes it the contract that later ones are held against. */
const runOpenapi = async (_config: Config, args: readonly string[]): Promise<void> => {
  const { contractText } = await import('../http/contract-text.ts')
  const text = await contractText()
  writeFileSync(root('openapi/openapi.json'), text)
  if (args.includes('--release')) writeFileSync(root('openapi/released.json'), `${JSON.stringify(JSON.parse(text))}\n`)
}

export const INSTALLATION: Record<string, (config: Config, args: readonly string[]) => Promise<unknown>> = {
  serve,
  demo: async (config, args) => (await import('../demo/run.ts')).runDemo(config, args.includes('--once')),
  token: runToken,
  appoint: runAppoint,
  migrate: runMigrate,
  'db-types': runDbTypes,
  openapi: runOpenapi,
  verify: async (_config, args) => {
    ;(await import('./verify.ts')).runVerify(args)
  },
  audit: async (config, args) => (await import('./audit.ts')).runAudit(config, args),
}
