/** Canonical JSON (RFC 8785) of values made of strings, booleans, null, integers, arrays and objects: what gets hashed. */

export type Canonical =
  string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical | undefined }

/** Members sorted by UTF-16 code units, absent ones left out. Throws RangeError for a number that is not a safe integer. */
export const canonicalJson = (value: Canonical): string => {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError('only integers are canonical here')
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly Canonical[]).map(canonicalJson).join(',')}]`
  const members = Object.entries(value as Record<string, Canonical | undefined>)
    .filter((entry): entry is [string, Canonical] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
