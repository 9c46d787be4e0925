/** Trainings as they are offered. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Addressed } from '../../domain/development/trainings.ts'
import type { Delivery, Offer } from '../../domain/development/plans.ts'
import { levelsOf } from '../../domain/development/trainings.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'code',
  'name',
  'delivery',
  'siasn_type_id as siasnTypeId',
  'certificate_kind as certificateKind',
  'organiser',
  'hours',
  'starts_on as startsOn',
  'ends_on as endsOn',
  'active',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('trainings')
    .select(COLUMNS)
    .select((eb) => eb.ref('competencies').$castTo<Addressed[]>().as('competencies'))
    .where('institution_id', '=', institutionId)
export type TrainingRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findTraining = (db: Db, institutionId: string, id: string): Promise<TrainingRow | undefined> =>
  query(db, institutionId).where('id', '=', id).executeTakeFirst()

export const findTrainingForUpdate = (tx: Tx, institutionId: string, id: string): Promise<TrainingRow | undefined> =>
  query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()

export const listTrainings = async (
  db: Db,
  institutionId: string,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<TrainingRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.code !== undefined, (q) => q.where('code', '=', filter.code ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

/** A catalogue is read whole to propose from; more than anybody keeps. */
const MOST_OFFERS = 2_000

/** Active ones that end on the day or after it and address something. */
export const listOffers = async (db: Db, institutionId: string, day: string): Promise<Offer[]> => {
  const rows = await query(db, institutionId)
    .where('active', '=', true)
    .where('ends_on', '>=', day)
    .orderBy('code')
    .limit(MOST_OFFERS)
    .execute()
  return rows.map(({ id, delivery, competencies, ...row }) => ({
    ...row,
    trainingId: id,
    delivery: delivery,
    levels: levelsOf(competencies),
  }))
}

export interface TrainingValues {
  readonly code: string
  readonly name: string
  readonly delivery: Delivery
  readonly siasnTypeId: string | null
  readonly certificateKind: TrainingRow['certificateKind']
  readonly organiser: string | null
  readonly hours: number
  readonly startsOn: string
  readonly endsOn: string
  readonly active: boolean
  readonly competencies: readonly Addressed[]
}

const columnsOf = (values: TrainingValues) => ({
  code: values.code,
  name: values.name,
  delivery: values.delivery,
  siasn_type_id: values.siasnTypeId,
  certificate_kind: values.certificateKind,
  organiser: values.organiser,
  hours: values.hours,
  starts_on: values.startsOn,
  ends_on: values.endsOn,
  active: values.active,
  competencies: JSON.stringify(values.competencies),
})

export const insertTraining = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: TrainingValues,
  now: string,
): Promise<void> => {
  await tx
    .insertInto('trainings')
    .values({ institution_id: institutionId, id, ...columnsOf(values), created_at: now, updated_at: now })
    .execute()
}

export const updateTraining = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: TrainingValues,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('trainings')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}
