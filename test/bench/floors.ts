/** Starts the bare service that reads are held against. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { cpuSeconds } from './cpu.ts'
import type { World } from './world.ts'

const PROGRAM = fileURLToPath(new URL('floor.ts', import.meta.url))

export interface Floor {
  readonly address: string
  /** Seconds of CPU so far. */
  readonly cpu: () => number
  readonly stop: () => Promise<void>
}

export const startFloor = async (world: World, institution: string, publicKey: string): Promise<Floor> => {
  const child = spawn(process.execPath, [...process.execArgv, '--max-semi-space-size=16', PROGRAM], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: world.url,
      FLOOR_KEY: publicKey,
      FLOOR_INSTITUTION: institution,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let address = ''
  for await (const line of createInterface({ input: child.stdout })) {
    address = line.replace('floor ', '')
    break
  }
  return {
    address,
    cpu: () => cpuSeconds(child.pid ?? 0),
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
