/** Exact arithmetic for official figures: rationals of bigint, and the one rounding function (scoring.md §4). */

export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

export type RoundingMode = 'half_up'
const MODES: ReadonlySet<string> = new Set<RoundingMode>(['half_up'])

const LITERAL = /^(-?)(\d{1,30})(?:\.(\d{1,30})|\/(\d{1,30}))?$/

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y) [x, y] = [y, x % y]
  return x
}

/** Reduced, with a positive denominator. Throws RangeError when `d` is 0. */
export const rational = (n: bigint, d = 1n): Rational => {
  if (d === 0n) throw new RangeError('denominator is zero')
  const sign = d < 0n ? -1n : 1n
  const divisor = gcd(n, sign * d) || 1n
  return { n: (sign * n) / divisor, d: (sign * d) / divisor }
}

export const fromInteger = (value: number): Rational => ({ n: BigInt(value), d: 1n })

export const isLiteral = (text: string): boolean => LITERAL.test(text)

/** Reads "4", "-0.25" or "29/8". Throws RangeError for anything else: no exponent, no sign but "-". */
export const parse = (text: string): Rational => {
  const match = LITERAL.exec(text)
  if (!match) throw new RangeError(`not a number: ${text.slice(0, 40)}`)
  const [, sign, whole, decimals = '', denominator] = match
  const n = BigInt(`${sign ?? ''}${whole ?? ''}${decimals}`)
  return rational(n, denominator === undefined ? 10n ** BigInt(decimals.length) : BigInt(denominator))
}

export const add = (a: Rational, b: Rational): Rational =>
  a.d === b.d ? rational(a.n + b.n, a.d) : rational(a.n * b.d + b.n * a.d, a.d * b.d)
export const subtract = (a: Rational, b: Rational): Rational => add(a, { n: -b.n, d: b.d })
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)
/** Throws RangeError when `b` is 0; callers turn that into a reason code before it can happen. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)
/** Negative, zero or positive, as for Array.sort. */
export const compare = (a: Rational, b: Rational): number => Number(a.n * b.d - b.n * a.d)
export const isZero = (a: Rational): boolean => a.n === 0n
export const sum = (terms: readonly Rational[]): Rational => terms.reduce(add, rational(0n))
export const minimum = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b)
export const maximum = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b)

/** "29/8", or "4" for a whole number. */
export const format = (a: Rational): string => (a.d === 1n ? String(a.n) : `${String(a.n)}/${String(a.d)}`)

/**
 * Rounds to `decimals` places, half away from zero, and writes exactly that many: 3.625 → "3.63", -0.005 → "-0.01".
 * The regulations give no rounding article (scoring.md §4), so places and mode are policy data, never assumed here.
 */
export const round = (a: Rational, decimals: number, mode: RoundingMode = 'half_up'): string => {
  if (!MODES.has(mode)) throw new RangeError(`unknown rounding mode: ${mode}`)
  const scaled = (a.n < 0n ? -a.n : a.n) * 10n ** BigInt(decimals) * 2n + a.d
  const digits = (scaled / (a.d * 2n)).toString().padStart(decimals + 1, '0')
  const negative = a.n < 0n && /[1-9]/.test(digits)
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return negative ? `-${text}` : text
}

/** A share as people read it, at most two decimals and none where they are zero: "1/3" → "33.33", "0.6" → "60". */
export const percentOf = (share: string): string =>
  round(multiply(parse(share), rational(100n)), 2).replace(/\.00$/, '')
