/** Exact arithmetic for official figures: rationals, and the one rounding function (scoring.md §4). */

interface Small {
  readonly n: number
  readonly d: number
}
interface Big {
  readonly n: bigint
  readonly d: bigint
}
/**
 * Reduced, with a positive denominator. Numbers while all that an operation multiplies stays a safe integer, as ratings
 * and weights do; bigint beyond. Both are exact, and every value has one form alone.
 */
export type Rational = Small | Big

export type RoundingMode = 'half_up'
const MODES: ReadonlySet<string> = new Set<RoundingMode>(['half_up'])

const LITERAL = /^(-?)(\d{1,30})(?:\.(\d{1,30})|\/(\d{1,30}))?$/

const isSafe = Number.isSafeInteger
const isSmall = (a: Rational): a is Small => typeof a.n === 'number'

export const gcd = (a: number, b: number): number => {
  let [x, y] = [a, b]
  while (y !== 0) {
    const rest = x % y
    x = y
    y = rest
  }
  return x
}

const bigGcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a, b]
  while (y) [x, y] = [y, x % y]
  return x
}

const ZERO: Rational = { n: 0, d: 1 }

/** `d` is positive. */
const small = (n: number, d: number): Rational => {
  if (n === 0) return ZERO
  if (d === 1) return { n, d }
  const divisor = gcd(Math.abs(n), d)
  return { n: n / divisor, d: d / divisor }
}

const big = (n: bigint, d: bigint): Rational => {
  if (d === 0n) throw new RangeError('denominator is zero')
  const sign = d < 0n ? -1n : 1n
  const divisor = bigGcd(n < 0n ? -n : n, sign * d)
  const [top, bottom] = [(sign * n) / divisor, (sign * d) / divisor]
  const isSafeNow = isSafe(Number(top)) && isSafe(Number(bottom))
  return isSafeNow ? { n: Number(top), d: Number(bottom) } : { n: top, d: bottom }
}

/** Throws RangeError when `d` is 0, or a number is not whole. */
export const rational = (n: number | bigint, d: number | bigint = 1): Rational => {
  if (typeof n === 'number' && typeof d === 'number' && isSafe(n) && isSafe(d) && d !== 0)
    return d < 0 ? small(-n, -d) : small(n, d)
  return big(BigInt(n), BigInt(d))
}

export const fromInteger = (value: number): Rational => rational(value)

export const isLiteral = (text: string): boolean => parsed.has(text) || LITERAL.test(text)

const read = (text: string): Rational => {
  const match = LITERAL.exec(text)
  if (!match) throw new RangeError(`not a number: ${text.slice(0, 40)}`)
  const [, sign, whole, decimals = '', denominator] = match
  const n = BigInt(`${sign ?? ''}${whole ?? ''}${decimals}`)
  return big(n, denominator === undefined ? 10n ** BigInt(decimals.length) : BigInt(denominator))
}

/** Figures with two decimals and the weights of a policy are few, and each is read many times. */
const parsed = new Map<string, Rational>()
const MOST_PARSED = 10_000

/** Reads "4", "-0.25" or "29/8". Throws RangeError for anything else: no exponent, no sign but "-". */
export const parse = (text: string): Rational => {
  const known = parsed.get(text)
  if (known) return known
  const value = read(text)
  if (parsed.size >= MOST_PARSED) parsed.clear()
  parsed.set(text, value)
  return value
}

export const add = (a: Rational, b: Rational): Rational => {
  if (isSmall(a) && isSmall(b)) {
    const [left, right, d] = a.d === b.d ? [a.n, b.n, a.d] : [a.n * b.d, b.n * a.d, a.d * b.d]
    const n = left + right
    if (isSafe(left) && isSafe(right) && isSafe(n) && isSafe(d)) return small(n, d)
  }
  const [an, ad, bn, bd] = [BigInt(a.n), BigInt(a.d), BigInt(b.n), BigInt(b.d)]
  return big(an * bd + bn * ad, ad * bd)
}

export const multiply = (a: Rational, b: Rational): Rational => {
  if (isSmall(a) && isSmall(b)) {
    const [n, d] = [a.n * b.n, a.d * b.d]
    if (isSafe(n) && isSafe(d)) return small(n, d)
  }
  return big(BigInt(a.n) * BigInt(b.n), BigInt(a.d) * BigInt(b.d))
}

export const negate = (a: Rational): Rational => (isSmall(a) ? small(-a.n, a.d) : { n: -a.n, d: a.d })
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b))

/** Throws RangeError when `b` is 0; callers turn that into a reason code before it can happen. */
export const divide = (a: Rational, b: Rational): Rational => {
  if (isSmall(a) && isSmall(b) && b.n !== 0) {
    const [n, d] = b.n < 0 ? [-a.n * b.d, a.d * -b.n] : [a.n * b.d, a.d * b.n]
    if (isSafe(n) && isSafe(d)) return small(n, d)
  }
  return big(BigInt(a.n) * BigInt(b.d), BigInt(a.d) * BigInt(b.n))
}

/** Negative, zero or positive, as for Array.sort. */
export const compare = (a: Rational, b: Rational): number => {
  if (isSmall(a) && isSmall(b)) {
    const [left, right] = [a.n * b.d, b.n * a.d]
    if (isSafe(left) && isSafe(right)) return left - right
  }
  return Number(BigInt(a.n) * BigInt(b.d) - BigInt(b.n) * BigInt(a.d))
}

export const isZero = (a: Rational): boolean => a.n === 0
export const sum = (terms: readonly Rational[]): Rational => terms.reduce(add, ZERO)
export const minimum = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b)
export const maximum = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b)

/** "29/8", or "4" for a whole number. */
export const format = (a: Rational): string => (a.d === 1 || a.d === 1n ? String(a.n) : `${String(a.n)}/${String(a.d)}`)

/**
 * `n`/`d` times 10^`decimals` to the next whole number, half away from zero; `d` is positive. NaN where a number would not
 * hold what is computed on the way.
 */
export const roundedWhole = (n: number, d: number, decimals: number): number => {
  const [doubled, divisor] = [Math.abs(n) * 10 ** decimals * 2, d * 2]
  const scaled = doubled + d
  if (!isSafe(doubled) || !isSafe(scaled) || !isSafe(divisor)) return NaN
  const whole = (scaled - (scaled % divisor)) / divisor
  return n < 0 && whole > 0 ? -whole : whole
}

/** A whole number of 10^-`decimals` as that many places: 363 and 2 → "3.63". */
export const decimalText = (whole: number | bigint, decimals: number): string => {
  const isNegative = whole < 0
  const digits = String(isNegative ? -whole : whole).padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return isNegative ? `-${text}` : text
}

const roundedBig = (a: Rational, decimals: number): bigint => {
  const [n, d] = [BigInt(a.n), BigInt(a.d)]
  const whole = ((n < 0n ? -n : n) * 10n ** BigInt(decimals) * 2n + d) / (d * 2n)
  return n < 0n ? -whole : whole
}

/**
 * Rounds to `decimals` places, half away from zero, and writes exactly that many: 3.625 → "3.63", -0.005 → "-0.01".
 * The regulations give no rounding article (scoring.md §4), so places and mode are policy data, never assumed here.
 */
export const round = (a: Rational, decimals: number, mode: RoundingMode = 'half_up'): string => {
  if (!MODES.has(mode)) throw new RangeError(`unknown rounding mode: ${mode}`)
  const whole = isSmall(a) ? roundedWhole(a.n, a.d, decimals) : NaN
  return decimalText(Number.isNaN(whole) ? roundedBig(a, decimals) : whole, decimals)
}

/** A share as people read it, at most two decimals and none where they are zero: "1/3" → "33.33", "0.6" → "60". */
export const percentOf = (share: string): string =>
  round(multiply(parse(share), rational(100n)), 2).replace(/\.00$/, '')
