/** Migrations = schema.sql = db/schema.ts; every column has a class, every constraint an answer, every tenant table two walls. */
import { readFileSync } from 'node:fs'
import pg from 'pg'
import t from 'tap'
import { openPools } from '../../src/db/database.ts'
import { CONSTRAINT_CODES } from '../../src/db/constraints.ts'
import { describeSchema, describeTypes } from '../../src/db/describe.ts'
import { createDatabase } from '../support/database.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Constraints that only a fault of ours could break. */
const OURS = [
  /_pkey$/,
  /_known$/,
  /institution_id_fkey$/,
  /^role_grants_institution_id_identity_id_fkey$/,
  /^jobs_cycle_exists$/,
  /^audit_entries_place_once$/,
  /^forms_(behaviour|competency)_policy_exists$/,
  /^appraisals_/,
  /^cycle_extensions_/,
  /^handovers_/,
  /^results_/,
  /^rater_draws_/,
  /^feedback_requests_appraisal_exists$/,
  /^(personal_data_requests|rater_openings)_/,
  /^calibration(s|_changes)_/,
  /^objection(s|_statements)_/,
  /^institutions_\w+_in_range$/,
  /^(briefing_acknowledgements|result_acknowledgements|released_comments|comment_sources|unit_figures)_/,
  /^rater_identities_(once_per_appraisal|request_exists)$/,
  /^feedback_responses_/,
  /^(feedback_notes|feedback_note_files|training_sessions|gap_profiles|development_plans|development_plan_items)_/,
  /^(trainings|enrolments|satisfaction_surveys|paper_responses)_/,
  /^(exports|siasn_handovers|siasn_records)_/,
  /^waiting_placements_/,
  /^events_id_once$/,
  /^webhook_(endpoints_disabled|deliveries|attempts)_/,
  /^identities_(rate_limit_in_range|acts_as_client)$/,
  /^client_credentials_/,
  /^employees_official_email_in_range$/,
  /^import(s|_refusals|_changes)_/,
]

/** Read by READERS without a tenant set: by predicate alone. */
const READABLE = [
  'appraisals',
  'assignments',
  'audit_checkpoints',
  'audit_entries',
  'cycle_extensions',
  'cycles',
  'employees',
  'enrolments',
  'event_places',
  'events',
  'exports',
  'forms',
  'frameworks',
  'gap_profiles',
  'handovers',
  'identities',
  'identity_providers',
  'imports',
  'institutions',
  'jobs',
  'position_standards',
  'positions',
  'results',
  'revoked_tokens',
  'role_grants',
  'satisfaction_surveys',
  'scoring_policies',
  'siasn_handovers',
  'token_keys',
  'training_sessions',
  'trainings',
  'unit_figures',
  'units',
  'waiting_placements',
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_endpoints',
]

const READERS = ['kompeten_read', 'kompeten_shared']

/** Written by the service and read by no role of it. */
const WRITE_ONLY = ['comment_sources']

void t.test('the schema', async (tt) => {
  const url = await createDatabase()
  const pools = openPools(url, 2, () => undefined)
  tt.teardown(() => pools.close())
  const schema = await describeSchema(pools.owner)
  tt.equal(schema, read('migrations/schema.sql'), 'run `npm run db:types`')
  tt.equal(await describeTypes(pools.owner), read('src/db/schema.ts'), 'run `npm run db:types`')
  tt.notMatch(schema, /UNCLASSIFIED/, 'every column has a data class')
  const names = [...schema.matchAll(/^ {2}constraint (\w+) (UNIQUE|CHECK|FOREIGN|PRIMARY)/gm)].map(
    ([, name]) => name ?? '',
  )
  tt.ok(names.length > 60, `saw ${String(names.length)} constraints`)
  for (const name of names)
    tt.ok(name in CONSTRAINT_CODES || OURS.some((pattern) => pattern.test(name)), `${name} is mapped or listed`)
})

/** What a database role may read follows from the class of a column, whatever table it is in. */
const READS: Record<string, readonly string[]> = {
  kompeten_read: ['public', 'internal', 'personal'],
  kompeten_shared: ['public', 'internal', 'personal'],
  kompeten_app: ['public', 'internal', 'personal', 'confidential'],
}

void t.test('data classes are enforced, not only named', async (tt) => {
  const url = await createDatabase()
  const pools = openPools(url, 2, () => undefined)
  tt.teardown(() => pools.close())
  for (const [role, classes] of Object.entries(READS)) {
    const { rows } = await pools.owner.query<{ name: string; class: string; reads: boolean }>(
      `select c.relname || '.' || a.attname as name, col_description(c.oid, a.attnum) as class,
         has_column_privilege($1, c.oid, a.attnum, 'select') as reads
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'kompeten_migrations'`,
      [role],
    )
    tt.ok(rows.length > 300, `saw ${String(rows.length)} columns`)
    for (const { name, class: dataClass, reads } of rows)
      if (reads) tt.ok(classes.includes(dataClass), `${role} reads ${name}, which is ${dataClass}`)
    if (READERS.includes(role))
      for (const { name, class: dataClass, reads } of rows)
        if (READABLE.includes(name.split('.')[0] ?? ''))
          tt.equal(reads, classes.includes(dataClass), `${role}: ${name} is ${dataClass}`)
  }
})

void t.test('two walls between institutions', async (tt) => {
  const url = await createDatabase()
  const pools = openPools(url, 2, () => undefined)
  tt.teardown(() => pools.close())
  const { rows: tables } = await pools.owner.query<{ name: string; forced: boolean }>(
    "select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind = 'r' and relname <> 'kompeten_migrations' order by 1",
  )
  tt.ok(tables.length >= 19, `saw ${String(tables.length)} tables`)
  const as = async (role: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, options: `-c role=${role}` })
    await client.connect()
    return client
  }
  const [app, ...readers] = await Promise.all(['kompeten_app', ...READERS].map(as))
  if (!app) throw new Error('no client')
  for (const { name, forced } of tables) {
    tt.ok(forced, `${name}: row-level security is forced`)
    if (WRITE_ONLY.includes(name)) {
      await tt.rejects(app.query(`select 1 from ${name}`), { code: '42501' }, `${name}: nobody reads it`)
      continue
    }
    const { rows } = await app.query<{ n: number }>(`select count(*)::int as n from ${name}`)
    tt.equal(rows[0]?.n, 0, `${name}: no row without a tenant`)
    const key = name === 'institutions' ? 'id' : 'institution_id'
    for (const reader of readers) {
      const read = await reader.query(`select ${key} from ${name} limit 1`).then(
        () => true,
        () => false,
      )
      tt.equal(read, READABLE.includes(name), `${name}: on the written list or not readable`)
    }
  }
  for (const table of [
    'audit_entries',
    'results',
    'scoring_policies',
    'rater_draws',
    'cycle_extensions',
    'handovers',
    'released_comments',
    'unit_figures',
    'rater_identities',
  ])
    for (const act of [
      `update ${table} set institution_id = institution_id`,
      `delete from ${table}`,
      `truncate ${table}`,
    ])
      await tt.rejects(app.query(act), { code: '42501' }, act)
  const { rows: roles } = await pools.owner.query(
    "select rolname from pg_roles where rolname like 'kompeten\\_%' and (rolsuper or rolbypassrls or rolcanlogin)",
  )
  tt.same(roles, [], 'the roles are neither superuser nor above row-level security')
  const { rows: definers } = await pools.owner.query<{ line: string }>(
    `select concat_ws(' ', proname, proconfig, 'for', array(select rolname::text from pg_roles r
       where rolname like 'kompeten\\_%' and has_function_privilege(r.oid, p.oid, 'execute') order by rolname)) as line
     from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = 'public' and prosecdef order by proname`,
  )
  tt.same(
    definers.map(({ line }) => line.replaceAll(/["{}]/g, '')),
    [
      'asked_raters search_path=pg_catalog, public for kompeten_app',
      // A trigger: nobody can call it.
      'begin_audit_chain search_path=pg_catalog, public for kompeten_app,kompeten_read,kompeten_shared',
      'enqueue_delivery search_path=pg_catalog for kompeten_app',
      'enqueue_file_job search_path=pg_catalog for kompeten_app',
      'enqueue_job search_path=pg_catalog for kompeten_app',
      'opened_rater search_path=pg_catalog, public for kompeten_app',
      'request_of_comment search_path=pg_catalog, public for kompeten_app',
      'request_of_rater search_path=pg_catalog, public for kompeten_app',
      'tasks_of_rater search_path=pg_catalog, public for kompeten_shared',
      'waiting_for_employee search_path=pg_catalog, public for kompeten_shared',
    ],
    'who may do what the owner may',
  )
  await Promise.all([app, ...readers].map((client) => client.end()))
})
