/** One look-up for all who ask while the one before is under way. */

interface Asking<Key, Value> {
  readonly key: Key
  readonly answer: (value: Value) => void
  readonly fail: (error: unknown) => void
}

/**
 * Nothing is remembered: a look-up answers only those who asked before it was sent, so each answer is as fresh as if it had
 * been looked up alone. It is sent when all that came in with the one who asked was heard, one after the other. `load`
 * answers in the order of its keys. Throws what `load` throws, to everybody who waited for it.
 */
export const together = <Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
): ((key: Key) => Promise<Value>) => {
  let waiting: Asking<Key, Value>[] = []
  let isUnderWay = false
  const send = async (): Promise<void> => {
    const asked = waiting
    waiting = []
    try {
      const values = await load(asked.map(({ key }) => key))
      asked.forEach(({ answer }, index) => {
        answer(values[index] as Value)
      })
    } catch (error) {
      for (const { fail } of asked) fail(error)
    }
    isUnderWay = waiting.length > 0
    if (isUnderWay) sendSoon()
  }
  const sendSoon = (): void => {
    setImmediate(() => void send())
  }
  return (key) =>
    new Promise((answer, fail) => {
      waiting.push({ key, answer, fail })
      if (isUnderWay) return
      isUnderWay = true
      sendSoon()
    })
}
