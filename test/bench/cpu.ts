/** CPU time that processes have used, as Linux counts it; elsewhere it is not measured and the rate alone counts. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

interface Stat {
  readonly parent: number
  /** Ticks of the process itself, and with those of children that ended. */
  readonly own: number
  readonly withEnded: number
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

const statOf = (pid: string): Stat | null => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; fields are counted after it (proc(5)).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number)
    return { parent: Number(fields[1]), own: user + system, withEnded: user + system + endedUser + endedSystem }
  } catch {
    return null
  }
}

/** Seconds that a process and its children have used so far, those that ended included. */
export const cpuSeconds = (pid: number): number => {
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, name) => {
      const stat = statOf(name)
      if (!stat) return sum
      if (Number(name) === pid) return sum + stat.withEnded
      return stat.parent === pid ? sum + stat.own : sum
    }, 0)
  return ticks / TICKS_PER_SECOND
}
