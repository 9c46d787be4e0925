/** Progress for people at a terminal, plain lines for a log. Both go to standard error: standard output is the result. */

export interface FileProgress {
  readonly rows: number
  readonly bytes: number
  readonly share: number
  readonly rowsPerSecond: number
  readonly secondsLeft: number | null
}

const WIDTH = 30
const PLAIN_EVERY_MS = 5_000

export const barOf = ({ rows, share, rowsPerSecond, secondsLeft }: FileProgress): string => {
  const full = Math.round(share * WIDTH)
  const left = secondsLeft === null ? '' : `, ${String(secondsLeft)} s left`
  const rate = `${String(rows)} rows, ${String(rowsPerSecond)}/s${left}`
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${String(Math.round(share * 100))}% ${rate}`
}

export interface Progress {
  tell(progress: FileProgress | null): void
  end(): void
}

export const startProgress = (stream: NodeJS.WriteStream): Progress => {
  let [told, shown] = [Date.now(), false]
  return {
    tell: (progress) => {
      if (!progress) return
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${barOf(progress)}`)
        shown = true
      } else if (Date.now() - told >= PLAIN_EVERY_MS) {
        told = Date.now()
        stream.write(`${String(Math.round(progress.share * 100))}% ${String(progress.rows)} rows\n`)
      }
    },
    end: () => {
      if (shown) stream.write('\r\u001b[K')
    },
  }
}
