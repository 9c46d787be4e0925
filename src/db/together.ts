/** One look-up for all who ask while others are under way. */

interface Asking<Key, Value> {
  readonly key: Key
  readonly answer: (value: Value | PromiseLike<Value>) => void
  readonly fail: (error: unknown) => void
}

/**
 * Nothing is remembered: a look-up answers only those who asked before it was sent, so each answer is as fresh as if it had
 * been looked up alone. It is sent when all that came in with the one who asked was heard, at most so many `atOnce`. `load`
 * answers in the order of its keys. Throws what `load` throws, to everybody who waited for it.
 */
export const together = <Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly (Value | PromiseLike<Value>)[]>,
  atOnce = 1,
): ((key: Key) => Promise<Value>) => {
  let waiting: Asking<Key, Value>[] = []
  let underWay = 0
  let isSoon = false
  const send = async (): Promise<void> => {
    const asked = waiting
    waiting = []
    isSoon = false
    underWay += 1
    try {
      const values = await load(asked.map(({ key }) => key))
      asked.forEach(({ answer }, index) => {
        answer(values[index] as Value)
      })
    } catch (error) {
      for (const { fail } of asked) fail(error)
    }
    underWay -= 1
    sendSoon()
  }
  const sendSoon = (): void => {
    if (isSoon || underWay >= atOnce || waiting.length === 0) return
    isSoon = true
    setImmediate(() => void send())
  }
  return (key) =>
    new Promise((answer, fail) => {
      waiting.push({ key, answer, fail })
      sendSoon()
    })
}
