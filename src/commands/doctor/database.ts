/** What the database tells of itself, and what stands in it. */
import type pg from 'pg'
import type { Config } from '../../config.ts'
import { anchorsIn } from '../../db/anchors.ts'
import { backlogOf } from '../../db/backlog.ts'
import type { Pools } from '../../db/database.ts'
import { pendingMigrations } from '../../db/migrate.ts'
import { readKeys } from '../../http/providers.ts'
import { outbound } from '../../jobs/outbound.ts'
import { activeProviders } from '../../repositories/access/identity-providers.ts'
import { Odd, Wrong, type Check } from './findings.ts'

const LEAST_POSTGRESQL = 150_000
const LARGEST_SKEW_MS = 2_000
const LONGEST_UNSIGNED_MS = 10 * 60_000
const LONGEST_WAITING_S = 300

const rowOf = async <T extends pg.QueryResultRow>(owner: pg.Pool, text: string, values: unknown[] = []): Promise<T> => {
  const [row] = (await owner.query<T>(text, values)).rows
  if (!row) throw new Error('no row')
  return row
}

export const ofDatabase = (pools: Pools, config: Config): Check[] => [
  {
    name: 'postgresql',
    look: async () => {
      const { version, number } = await rowOf<{ version: string; number: number }>(
        pools.owner,
        "select current_setting('server_version') as version, current_setting('server_version_num')::int as number",
      )
      if (number < LEAST_POSTGRESQL) throw new Wrong(`PostgreSQL ${version}; 15 or newer is needed`)
      return `PostgreSQL ${version}`
    },
  },
  {
    name: 'migrations',
    look: async () => {
      const pending = await pendingMigrations(pools.owner)
      if (pending.length > 0)
        throw new Odd(`${String(pending.length)} pending: the next start applies them, or \`kompeten migrate\``)
      return 'up to date'
    },
  },
  {
    name: 'durability',
    look: async () => {
      const { off } = await rowOf<{ off: string | null }>(
        pools.owner,
        `select string_agg(name, ', ') as off from pg_settings
         where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`,
      )
      if (off !== null) throw new Wrong(`${off} is off: acknowledged work could be lost; turn it on`)
      return 'nothing acknowledged is lost'
    },
  },
  {
    name: 'roles',
    look: async () => {
      const { above, blind } = await rowOf<{ above: string | null; blind: boolean }>(
        pools.owner,
        `select string_agg(rolname, ', ') filter (where rolsuper or rolbypassrls or rolcanlogin) as above,
           coalesce(bool_or(not pg_has_role(oid, 'kompeten_read', 'usage')) filter (where rolname = 'kompeten_shared'), false) as blind
         from pg_roles where rolname like 'kompeten\\_%'`,
      )
      if (above !== null)
        throw new Wrong(`${above} stands above row-level security; take SUPERUSER, BYPASSRLS and LOGIN from it`)
      if (blind) throw new Wrong('nobody can be looked up; `grant kompeten_read to kompeten_shared`')
      return 'held by row-level security'
    },
  },
  {
    name: 'connections',
    look: async () => {
      const { most } = await rowOf<{ most: number }>(
        pools.owner,
        `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`,
      )
      // Two pools of requests, and those of jobs, files and the queue.
      const wanted = config.poolSize * 2 + 12
      if (wanted > most)
        throw new Wrong(
          `a process opens up to ${String(wanted)}, the server grants ${String(most)}; lower KOMPETEN_POOL_SIZE`,
        )
      return `${String(wanted)} of ${String(most)} for a process`
    },
  },
  {
    name: 'clock',
    look: async () => {
      const before = Date.now()
      const { now } = await rowOf<{ now: number }>(
        pools.owner,
        'select extract(epoch from clock_timestamp())::float8 * 1000 as now',
      )
      const skew = Math.abs(now - (before + Date.now()) / 2)
      if (skew > LARGEST_SKEW_MS)
        throw new Wrong(`${String(Math.round(skew))} ms from that of the database; run a time service on both`)
      return `${String(Math.round(skew))} ms from that of the database`
    },
  },
  {
    name: 'queue',
    look: async () => {
      const { jobs, oldestJobSeconds, deliveries } = await backlogOf(pools.owner)
      const said = `${String(jobs.waiting)} jobs waiting, ${String(jobs.running)} running; ${String(deliveries.queued)} deliveries queued, ${String(deliveries.dead)} dead`
      if (jobs.failed > 0)
        throw new Odd(`${String(jobs.failed)} jobs failed for good: look for "job failed" in the log`)
      if (oldestJobSeconds > LONGEST_WAITING_S)
        throw new Odd(`the oldest job waits for ${String(Math.round(oldestJobSeconds))} s: is a service running?`)
      return said
    },
  },
  {
    name: 'trail',
    look: async () => {
      const anchors = anchorsIn(config.anchorFolder)
      const { rows } = await pools.owner.query<{ id: string; seq: number; at: Date }>(
        `select distinct on (institution_id) institution_id as id, seq, at from audit_entries where seq is not null
         order by institution_id, seq desc`,
      )
      const unsigned = rows.filter(
        ({ id, seq, at }) =>
          (anchors.read(id)?.seq ?? 0) < seq && Date.now() - new Date(at).getTime() > LONGEST_UNSIGNED_MS,
      )
      if (unsigned.length > 0)
        throw new Odd(
          `the newest acts of ${String(unsigned.length)} institutions are signed nowhere outside the database; is KOMPETEN_ANCHORS that of the service?`,
        )
      return `${String(rows.length)} chains, their heads kept in ${config.anchorFolder}`
    },
  },
  {
    name: 'identity providers',
    look: async () => {
      const ask = outbound(config.outboundAllow)
      const providers = await activeProviders(pools.read)
      const silent: string[] = []
      for (const { issuer } of providers)
        await readKeys(ask, issuer).catch(() => {
          silent.push(issuer)
        })
      if (silent.length > 0)
        throw new Odd(`no keys from ${silent.join(', ')}; is it up, and in KOMPETEN_OUTBOUND_ALLOW if it is inside?`)
      return `${String(providers.length)} answer`
    },
  },
]
