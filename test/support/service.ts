/** The service as a process of its own: started, killed, started again. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export type Environment = Readonly<Record<string, string>>

export interface ServiceProcess {
  readonly child: ChildProcess
  readonly address: string
  /** From spawn to ready. */
  readonly ms: number
  readonly adopted: boolean
  /** All that it wrote so far. */
  output(): string
  /** Resolves with the exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>
}

const LONGEST_START_MS = 30_000

export const startService = async (env: Environment, args: readonly string[] = ['serve']): Promise<ServiceProcess> => {
  const began = Date.now()
  const child = spawn('node', [CLI, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  while (!out.includes('"msg":"ready"')) {
    if (child.exitCode !== null || Date.now() - began > LONGEST_START_MS)
      throw new Error(`not ready: ${out.slice(-500)}`)
    await sleep(10)
  }
  const address = /"address":"([^"]+)"/.exec(out)?.[1] ?? ''
  const adopted = out.includes('"adopted":true')
  return { child, address, ms: Date.now() - began, adopted, output: () => out, exited }
}

/** For a command that ends by itself: what it said, and its exit code. */
export const runOnce = (
  env: Environment,
  args: readonly string[] = ['serve'],
): { status: number | null; lines: string[]; output: string } => {
  const { status, stderr, stdout } = spawnSync('node', [CLI, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { status, lines: stderr.trim().split('\n'), output: stdout }
}
