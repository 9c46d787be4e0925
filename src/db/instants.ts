/** Instants inside what PostgreSQL itself writes out: documents and files. Those of columns are read by `database.ts`. */

/** An expression: RFC 3339 in UTC, to the millisecond. */
export const instantText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
