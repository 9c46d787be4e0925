/** Memory of a bounded number of things. */

/** Where there is no room, what came first is forgotten. */
export const remember = <Key, Value>(memory: Map<Key, Value>, most: number, key: Key, value: Value): void => {
  if (!memory.has(key) && memory.size >= most) {
    const oldest = memory.keys().next()
    if (!oldest.done) memory.delete(oldest.value)
  }
  memory.set(key, value)
}
