/** Instants between PostgreSQL and JSON: they stay text. */

/** "2026-01-02 03:04:05.67+00" → "2026-01-02T03:04:05.670Z", so that instants sort as text. Sessions run in UTC. */
export const instantOf = (text: string): string =>
  `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`

/** Inside what PostgreSQL itself writes out, documents and files. An expression: RFC 3339 in UTC, to the millisecond. */
export const instantText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
