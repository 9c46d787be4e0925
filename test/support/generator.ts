/** Numbers that look drawn and follow from a seed. */
export const generator =
  (seed: number) =>
  (limit: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 0x1_0000_0000) * limit)
  }
