#!/usr/bin/env node
/** The command line. Each command loads what it needs: one that asks a service over HTTP starts without the service. */
import type { Environment } from './commands/client.ts'
import { ConfigError, readConfig } from './config.ts'

/** With an exit code: 0 all done, 2 some refused, 1 failed. All but the doctor ask a service over HTTP. */
const CLIENT_COMMANDS: Record<string, (environment: Environment, args: readonly string[]) => Promise<number>> = {
  import: async (environment, args) => (await import('./commands/import.ts')).runImport(environment, args),
  export: async (environment, args) => (await import('./commands/export.ts')).runExport(environment, args),
  doctor: async (environment, args) => (await import('./commands/doctor.ts')).runDoctor(environment, args),
  siasn: async (environment, args) => (await import('./commands/siasn.ts')).runSiasn(environment, args),
}

/** Faults that the reader of one line can mend; all others show where they come from. By name, since not all are loaded. */
const PLAIN = new Set([
  'ConfigError',
  'CommandError',
  'KompetenError',
  'ConnectionError',
  'EmbeddedDatabaseError',
  'MigrationError',
  'KeyError',
])
const PLAIN_CODES = new Set(['ECONNREFUSED', 'EADDRINUSE', '28P01', '3D000', 'ENOTFOUND'])

const isPlain = (error: unknown): error is Error => {
  const { code = '' } = error as { code?: string }
  return (
    (error instanceof Error && PLAIN.has(error.constructor.name)) ||
    code.startsWith('ERR_PARSE_ARGS') ||
    PLAIN_CODES.has(code)
  )
}

const runInstallation = async (name: string, args: readonly string[]): Promise<void> => {
  const { INSTALLATION } = await import('./commands/installation.ts')
  const command = INSTALLATION[name]
  const known = [...Object.keys(INSTALLATION), ...Object.keys(CLIENT_COMMANDS)].join(', ')
  if (!command) throw new ConfigError(`unknown command ${name}: ${known}`)
  await command(readConfig(process.env), args)
}

const [name = 'serve', ...args] = process.argv.slice(2)
const clientCommand = CLIENT_COMMANDS[name]
try {
  if (clientCommand) process.exitCode = await clientCommand(process.env, args)
  else await runInstallation(name, args)
} catch (error) {
  console.error(isPlain(error) ? error.message || (error as { code?: string }).code : error)
  process.exit(1)
}
