/** A list walked through: each page as the one before it names it, so that no two who ask at the same time ask for the same. */
import { idOf, KINDS } from './institution.ts'
import { expects, type Shot } from './traffic.ts'

const LENGTH = 50

export const bodyOf = async (address: string, { path, token }: Shot): Promise<Record<string, unknown>> =>
  (await fetch(address + path, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<
    Record<string, unknown>
  >

/** The pages of fifty of the first `people`. `pathOf` takes what the page before said, which is nothing before the first. */
export const pagesOf = async (
  address: string,
  token: string,
  people: number,
  pathOf: (next: string | null) => string,
): Promise<(n: number) => Shot> => {
  const shots: Shot[] = []
  let next: string | null = null
  for (let last = LENGTH - 1; last < people; last += LENGTH) {
    const shot: Shot = { path: pathOf(next), token, check: expects(idOf(KINDS.employee, last)) }
    shots.push(shot)
    next = (await bodyOf(address, shot)).next as string | null
  }
  return (n) => shots[n % shots.length] as Shot
}

/** Of the service. */
export const pagesOfEmployees = (address: string, token: string, people: number): Promise<(n: number) => Shot> =>
  pagesOf(
    address,
    token,
    people,
    (next) => `/v1/employees?limit=${String(LENGTH)}${next === null ? '' : `&cursor=${next}`}`,
  )
