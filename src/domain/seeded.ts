/** Chance that can be repeated: an order by lot from a seed. */

/** FNV-1a over UTF-16 code units, 32 bits, with a salt so that four different words come from one text. */
const fnv1a = (text: string, salt: number): number => {
  let hash = (0x811c9dc5 ^ salt) >>> 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return hash
}

/** sfc32 (Doty-Humphrey, PractRand): 32-bit outputs, the first 12 discarded. */
const generator = (text: string): (() => number) => {
  let [a, b, c, counter] = [fnv1a(text, 1), fnv1a(text, 2), fnv1a(text, 3), 1]
  const next = (): number => {
    const out = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = ((c << 21) | (c >>> 11)) >>> 0
    c = (c + out) >>> 0
    return out
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** Fisher–Yates with rejection, so that every order is equally likely. The same people and text give the same order. */
export const shuffled = (people: readonly string[], text: string): string[] => {
  const [result, next] = [[...people].sort(), generator(text)]
  for (let i = result.length - 1; i > 0; i--) {
    const limit = Math.floor(0x1_0000_0000 / (i + 1)) * (i + 1)
    let value = next()
    while (value >= limit) value = next()
    const j = value % (i + 1)
    ;[result[i], result[j]] = [result[j] as string, result[i] as string]
  }
  return result
}
