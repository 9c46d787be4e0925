/** Placements of employees: definitif, or acting (Plt, Plh) beside it. */

export const ASSIGNMENT_KINDS = ['DEFINITIF', 'PLT', 'PLH'] as const
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number]

/** A line of supervisors upward that ends where it has been before, as far as its first return; null for a straight one. */
export const findSupervisorCycle = (line: readonly string[]): readonly string[] | null => {
  const back = line.findIndex((id, index) => line.indexOf(id) !== index)
  return back === -1 ? null : line.slice(0, back + 1)
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
