#!/usr/bin/env node
/** The command line: commands of the installation itself, and commands that ask a service over HTTP. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { ConnectionError, KompetenError } from './client/index.ts'
import { CommandError, type Environment } from './commands/client.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { openPools } from './db/database.ts'
import { describeSchema, describeTypes } from './db/describe.ts'
import { EmbeddedDatabaseError } from './db/embedded/binaries.ts'
import { migrate, MigrationError } from './db/migrate.ts'
import { KeyError, localSigner } from './http/keys.ts'
import { openDatabase, serve } from './main.ts'
import { ensurePlatformAdmin } from './repositories/access/bootstrap.ts'

const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

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
  const { contractText } = await import('./http/contract-text.ts')
  const text = await contractText()
  writeFileSync(root('openapi/openapi.json'), text)
  if (args.includes('--release')) writeFileSync(root('openapi/released.json'), `${JSON.stringify(JSON.parse(text))}\n`)
}

const COMMANDS: Record<string, (config: Config, args: readonly string[]) => Promise<unknown>> = {
  serve,
  demo: async (config, args) => (await import('./demo/run.ts')).runDemo(config, args.includes('--once')),
  token: runToken,
  appoint: runAppoint,
  migrate: runMigrate,
  'db-types': runDbTypes,
  openapi: runOpenapi,
  verify: async (_config, args) => {
    ;(await import('./commands/verify.ts')).runVerify(args)
  },
  audit: async (config, args) => (await import('./commands/audit.ts')).runAudit(config, args),
}

/** With an exit code: 0 all done, 2 some refused, 1 failed. All but the doctor ask a service over HTTP. */
const CLIENT_COMMANDS: Record<string, (environment: Environment, args: readonly string[]) => Promise<number>> = {
  import: async (environment, args) => (await import('./commands/import.ts')).runImport(environment, args),
  export: async (environment, args) => (await import('./commands/export.ts')).runExport(environment, args),
  doctor: async (environment, args) => (await import('./commands/doctor.ts')).runDoctor(environment, args),
  siasn: async (environment, args) => (await import('./commands/siasn.ts')).runSiasn(environment, args),
}

/** Faults that the reader of one line can mend; all others show where they come from. */
const isPlain = (error: unknown): error is Error =>
  error instanceof ConfigError ||
  error instanceof CommandError ||
  error instanceof KompetenError ||
  error instanceof ConnectionError ||
  (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true ||
  error instanceof EmbeddedDatabaseError ||
  error instanceof MigrationError ||
  error instanceof KeyError ||
  ['ECONNREFUSED', 'EADDRINUSE', '28P01', '3D000', 'ENOTFOUND'].includes((error as { code?: string }).code ?? '')

const [name = 'serve', ...args] = process.argv.slice(2)
const [command, clientCommand] = [COMMANDS[name], CLIENT_COMMANDS[name]]
try {
  if (clientCommand) process.exitCode = await clientCommand(process.env, args)
  else if (command) await command(readConfig(process.env), args)
  else {
    const known = [...Object.keys(COMMANDS), ...Object.keys(CLIENT_COMMANDS)].join(', ')
    throw new ConfigError(`unknown command ${name}: ${known}`)
  }
} catch (error) {
  console.error(isPlain(error) ? error.message || (error as { code?: string }).code : error)
  process.exit(1)
}
