/** What a check of the doctor says, and how it is judged. */
import { ConfigError } from '../../config.ts'

/** Wrong: it does not work, or not safely. Odd: it works, and somebody should know. */
export class Wrong extends Error {}
export class Odd extends Error {}

export interface Check {
  readonly name: string
  /** What was seen. Throws Wrong or Odd with what to do. */
  readonly look: () => Promise<string> | string
}

export interface Finding {
  readonly name: string
  readonly state: 'good' | 'odd' | 'wrong'
  readonly text: string
}

export const judge = async ({ name, look }: Check): Promise<Finding> => {
  try {
    return { name, state: 'good', text: await look() }
  } catch (error) {
    if (error instanceof Odd) return { name, state: 'odd', text: error.message }
    const { code } = error as { code?: string }
    // What a library says may quote an address with its password.
    const text =
      error instanceof Wrong || error instanceof ConfigError
        ? error.message
        : `failed${code === undefined ? '' : ` (${code})`}`
    return { name, state: 'wrong', text }
  }
}
