/** Placements of employees: definitif, or acting (Plt, Plh) beside it. */

export const ASSIGNMENT_KINDS = ['DEFINITIF', 'PLT', 'PLH'] as const
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number]

/**
 * Follows supervisors upward from `from`; returns the path that comes back to where it has been, or null.
 * `supervisors` maps employee to supervisor; the walk ends at the first person without one.
 */
export const findSupervisorCycle = (from: string, supervisors: ReadonlyMap<string, string | null>): string[] | null => {
  const path: string[] = [from]
  const seen = new Set(path)
  for (let at = supervisors.get(from); at; at = supervisors.get(at)) {
    path.push(at)
    if (seen.has(at)) return path
    seen.add(at)
  }
  return null
}

/** Everyone whose own line leads back to themselves, each once. */
export const findAllSupervisorCycles = (supervisors: ReadonlyMap<string, string | null>): Set<string> => {
  const [safe, caught] = [new Set<string>(), new Set<string>()]
  for (const start of supervisors.keys()) {
    const path: string[] = []
    let at: string | null | undefined = start
    while (at && !safe.has(at) && !path.includes(at)) {
      path.push(at)
      at = supervisors.get(at)
    }
    if (at && path.includes(at)) for (const member of path.slice(path.indexOf(at))) caught.add(member)
    for (const member of path) safe.add(member)
  }
  return caught
}
