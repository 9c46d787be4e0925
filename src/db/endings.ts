/** How transactions ended, told to whoever did something in them that must be remembered outside the database. */
import type { Tx } from './transaction.ts'

/** Not committed: rolled back, or nobody can tell. */
type Listener = (isCommitted: boolean) => void

const listeners = new WeakMap<Tx, Listener[]>()

/** Called once, in the order of asking, after the answer to COMMIT or after whatever came in its place. */
export const whenOver = (tx: Tx, listener: Listener): void => {
  const known = listeners.get(tx)
  if (known) known.push(listener)
  else listeners.set(tx, [listener])
}

/** Runs one transaction, which hands over what it works in before anything else. */
export const followed = async <T>(run: (follow: (tx: Tx) => void) => Promise<T>): Promise<T> => {
  let over: Tx | undefined
  const tell = (isCommitted: boolean): void => {
    for (const listener of (over && listeners.get(over)) ?? []) listener(isCommitted)
  }
  try {
    const done = await run((tx) => {
      over = tx
    })
    tell(true)
    return done
  } catch (error) {
    tell(false)
    throw error
  }
}
