/** The one JSON door: bytes in, a value that PostgreSQL can store and give back unchanged, or a reason. */
import { DomainError } from './errors.ts'

const MAX_DEPTH = 32
/** A double holds so many of a decimal number. */
const MAX_DIGITS = 15
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const refuse = (reason: string): never => {
  throw new DomainError('request.malformed', { reason })
}

const STRING = /"(?:[^"\\]|\\.)*"/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const take = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

const readString = (literal: string): string => {
  // Without escapes it says what the bytes say, and those were UTF-8 and JSON.
  if (!literal.includes('\\')) return literal.slice(1, -1)
  const value = JSON.parse(literal) as string
  if (value.includes('\u0000')) refuse('a text contains NUL')
  if (!value.isWellFormed()) refuse('a text contains a lone surrogate')
  return value
}

/** Numbers must mean the same after a round trip: no overflow, no underflow, no digits that a double loses. */
const checkNumber = (literal: string): void => {
  if (literal.length <= MAX_DIGITS && !/[eE]/.test(literal)) return
  const value = Number(literal)
  const digits = literal
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
  const lossy = !Number.isFinite(value) || (value === 0 && /[1-9]/.test(digits)) || digits.length > MAX_DIGITS
  if (lossy) refuse('a number is too large or too precise')
}

type Frame = Set<string> | null // the keys of an object, or an array

/** Assumes valid JSON; finds what JSON.parse lets through. */
const scan = (text: string): void => {
  const stack: Frame[] = []
  let expectsKey = false
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at)
    if (character === '"') {
      const literal = take(STRING, text, at)
      const value = readString(literal)
      const keys = stack.at(-1)
      if (keys && expectsKey) {
        if (keys.has(value)) refuse('an object names a member twice')
        keys.add(value)
      }
      expectsKey = false
      at += literal.length
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      const literal = take(NUMBER, text, at)
      checkNumber(literal)
      at += literal.length
    } else {
      if (character === '{' || character === '[') {
        stack.push(character === '{' ? new Set() : null)
        if (stack.length > MAX_DEPTH) refuse(`nested deeper than ${String(MAX_DEPTH)} levels`)
      } else if (character === '}' || character === ']') stack.pop()
      expectsKey = character === '{' || (character === ',' && stack.at(-1) != null)
      at += 1
    }
  }
}

/** Throws `request.malformed` naming the reason; never another error, whatever the bytes. */
export const parseJson = (bytes: Uint8Array): unknown => {
  let text = ''
  let value: unknown
  try {
    text = utf8.decode(bytes)
  } catch {
    refuse('the body is not UTF-8')
  }
  if (text.startsWith('\uFEFF')) refuse('the body begins with a byte order mark')
  // Depth first: a body of brackets alone would otherwise be parsed in full before it is refused.
  if (/^[\s[{]{64}/.test(text) && text.slice(0, 64).replace(/\s/g, '').length > MAX_DEPTH)
    refuse(`nested deeper than ${String(MAX_DEPTH)} levels`)
  try {
    value = JSON.parse(text)
  } catch {
    refuse(text.trim() === '' ? 'the body is empty' : 'the body is not JSON')
  }
  scan(text)
  return value
}
