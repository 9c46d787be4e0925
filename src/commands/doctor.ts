/** `kompeten doctor`: what would keep an installation from working, each with its remedy. It changes nothing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { openPools } from '../db/database.ts'
import { openDatabase } from '../main.ts'
import type { Environment } from './client.ts'
import { ofDatabase } from './doctor/database.ts'
import { judge, Odd, type Finding } from './doctor/findings.ts'
import { surroundings } from './doctor/surroundings.ts'

const inDatabase = async (config: Config): Promise<Finding[]> => {
  const found: Finding[] = []
  const database = await openDatabase(config, pino({ level: 'silent' }), { share: true })
  const pools = openPools(database.url, 2, () => undefined)
  try {
    await pools.owner.query('select 1')
    for (const check of ofDatabase(pools, config)) found.push(await judge(check))
  } finally {
    await pools.close()
    await database.stop()
  }
  return found
}

const examine = async (environment: Environment): Promise<Finding[]> => {
  let config: Config
  try {
    config = readConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n').map((text): Finding => ({ name: 'settings', state: 'wrong', text }))
  }
  const found: Finding[] = [{ name: 'settings', state: 'good', text: 'readable' }]
  for (const check of surroundings(config)) found.push(await judge(check))
  const reached = await judge({
    name: 'database',
    look: async () => {
      if (config.databaseUrl === null && !existsSync(join(config.dataFolder, 'postgres')))
        throw new Odd(`not made yet; the first start makes it under ${config.dataFolder}`)
      found.push(...(await inDatabase(config)))
      return config.databaseUrl === null ? 'embedded' : 'a server'
    },
  })
  return [...found, reached]
}

const SIGNS = { good: '✔', odd: '!', wrong: '✘' }

/** Exit code 0 when nothing is wrong, 1 otherwise. `--json` prints the findings as one line. */
export const runDoctor = async (environment: Environment, args: readonly string[]): Promise<number> => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
  const findings = await examine(environment)
  if (values.json) console.log(JSON.stringify(findings))
  else for (const { name, state, text } of findings) console.log(`${SIGNS[state]} ${name.padEnd(18)} ${text}`)
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0
}
