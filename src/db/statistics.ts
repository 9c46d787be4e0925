/** What the planner knows of tables that a job has just filled: until it is told, it takes them for nearly empty. */
import type pg from 'pg'

const FILLED: Readonly<Record<string, readonly string[] | undefined>> = {
  'cycle.open': ['appraisals', 'feedback_requests', 'rater_identities'],
  'cycle.score': ['results', 'feedback_responses'],
  import: ['units', 'positions', 'employees', 'assignments', 'import_refusals', 'import_changes'],
}

/** A sample of each, in moments, whatever its size. The next statement is planned anew on every connection. */
export const refreshStatistics = async (owner: pg.Pool, job: string): Promise<void> => {
  const tables = FILLED[job]
  if (tables) await owner.query(`analyze ${tables.join(', ')}`)
}
