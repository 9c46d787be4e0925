/** `kompeten audit verify`: walks every audit chain, straight from the database and with the keys that lie outside it. */
import pino from 'pino'
import { parseArgs } from 'node:util'
import { ConfigError, type Config } from '../config.ts'
import { anchorsIn, type Anchors } from '../db/anchors.ts'
import { openPools, type Pools } from '../db/database.ts'
import { inTransaction, nobodyOf } from '../db/transaction.ts'
import { openDatabase, secretOf } from '../main.ts'
import { listInstitutions, type InstitutionRow } from '../repositories/organisation/institutions.ts'
import { verifyChain, type ChainVerification } from '../services/access/audit-chain.ts'

const STEP = 100_000

/** What lies outside the database and bears witness to the chains in it. */
interface Evidence {
  readonly secret: Buffer
  readonly anchors: Anchors
}

const allInstitutions = async (pools: Pools, code: string | undefined): Promise<InstitutionRow[]> => {
  const found: InstitutionRow[] = []
  for (let after: string | null = null; ;) {
    const page = await listInstitutions(pools.read, code === undefined ? {} : { code }, { limit: 200, after })
    found.push(...page.items)
    if (page.nextAfter === null) return found
    after = page.nextAfter
  }
}

/** In constant memory: a step is a snapshot of its own, and the next begins behind an authenticated entry. */
async function* steps(evidence: Evidence, pools: Pools, institutionId: string): AsyncGenerator<ChainVerification> {
  const anchored = evidence.anchors.read(institutionId)
  for (let after = 0; ;) {
    const place = { after, limit: STEP, anchored }
    const step: ChainVerification = await inTransaction(pools.jobs, nobodyOf(institutionId), 'snapshot', (tx) =>
      verifyChain(tx, evidence.secret, institutionId, place),
    )
    yield step
    if (step.complete) return
    after = step.through
  }
}

const verifyOne = async (evidence: Evidence, pools: Pools, { id, code }: InstitutionRow): Promise<boolean> => {
  let [entries, sound] = [0, true]
  for await (const step of steps(evidence, pools, id)) {
    entries += step.entries
    for (const { finding, seq, entryId } of step.findings)
      console.log(`${code}: ${finding} at ${String(seq)}${entryId === null ? '' : ` (${entryId})`}`)
    sound &&= step.findings.length === 0
  }
  console.log(`${code}: ${String(entries)} entries, ${sound ? 'sound' : 'BROKEN'}`)
  return sound
}

/** Exits 1 when a chain is broken. `--institution CODE` walks one alone. */
export const runAudit = async (config: Config, args: readonly string[]): Promise<void> => {
  const [verb, ...rest] = args
  if (verb !== 'verify') throw new ConfigError('usage: kompeten audit verify [--institution CODE]')
  const { values } = parseArgs({ args: rest, options: { institution: { type: 'string' } } })
  const database = await openDatabase(config, pino({ level: 'silent' }), { share: true })
  const pools = openPools(database.url, 2, () => undefined)
  try {
    const evidence = { secret: secretOf(config), anchors: anchorsIn(config.anchorFolder) }
    const institutions = await allInstitutions(pools, values.institution)
    if (institutions.length === 0) throw new ConfigError(`no institution ${values.institution ?? ''}`)
    const verdicts: boolean[] = []
    for (const institution of institutions) verdicts.push(await verifyOne(evidence, pools, institution))
    if (verdicts.includes(false)) process.exitCode = 1
  } finally {
    await pools.close()
    await database.stop()
  }
}
