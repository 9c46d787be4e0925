/** What the planner knows of tables that a job has just filled: until it is told, it takes them for nearly empty. */
import type pg from 'pg'

const FILLED = {
  'cycle.open': ['appraisals', 'feedback_requests', 'rater_identities'],
  'cycle.score': ['results', 'feedback_responses'],
  import: ['units', 'positions', 'employees', 'assignments', 'import_refusals', 'import_changes'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A sample of each, in moments, whatever its size. The next statement is planned anew on every connection. */
export const refreshStatistics = async (owner: pg.Pool, job: string): Promise<void> => {
  const tables: readonly string[] | undefined = job in FILLED ? FILLED[job as keyof typeof FILLED] : undefined
  if (tables) await owner.query(`analyze ${tables.join(', ')}`)
}
