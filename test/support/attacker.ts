/**
 * What an attacker does with everything the API ever told a subject, a supervisor, an HR officer and an auditor, put
 * together: names raters, links comments, and solves for what was withheld. Knows nothing of the engine but its answers.
 */
import type { Group, World } from './attack-world.ts'

export interface Sheet {
  readonly appraisalId: string
  readonly edition: number
  readonly counts: Readonly<Record<string, number>>
  /** Group means by element. */
  readonly elements: readonly {
    readonly code: string
    readonly value: number
    readonly groups: Readonly<Partial<Record<Group, number>>>
  }[]
}

/** A claim to know what a union of fewer than three raters gave, or who they are. */
export interface Claim {
  readonly how: 'shown' | 'subtracted' | 'versions' | 'units' | 'comments'
  readonly appraisalId: string
  readonly what: string
  readonly value: number | null
}

/** Weights that the briefing publishes, by position type. */
export type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>

const HIDDEN: readonly Group[] = ['peer', 'subordinate']
const FEW = 3
const near = (a: number, b: number, by = 0.011): boolean => Math.abs(a - b) <= by

/** Small groups that are simply shown. */
const shownClaims = (sheet: Sheet): Claim[] =>
  HIDDEN.filter((group) => (sheet.counts[group] ?? FEW) < FEW).flatMap((group) =>
    sheet.elements.flatMap(({ code, groups }) =>
      groups[group] === undefined
        ? []
        : [{ how: 'shown' as const, appraisalId: sheet.appraisalId, what: `${code}.${group}`, value: groups[group] }],
    ),
  )

/** Total minus what is shown: only where the shown groups alone do not explain the score already. */
const subtractionClaims = (sheet: Sheet, weights: Readonly<Record<string, number>>): Claim[] =>
  sheet.elements.flatMap(({ code, value, groups }) => {
    const shown = Object.entries(groups).filter(([group]) => (weights[group] ?? 0) > 0)
    const sum = shown.reduce((total, [group]) => total + (weights[group] ?? 0), 0)
    const explained = shown.reduce((total, [group, mean]) => total + ((weights[group] ?? 0) / sum) * mean, 0)
    const missing = HIDDEN.filter((group) => (weights[group] ?? 0) > 0 && groups[group] === undefined)
    if (missing.length !== 1 || near(explained, value)) return []
    const group = missing[0] as Group
    const known = shown.reduce((total, [name, mean]) => total + (weights[name] ?? 0) * mean, 0)
    const all = sum + (weights[group] ?? 0)
    return [
      {
        how: 'subtracted' as const,
        appraisalId: sheet.appraisalId,
        what: `${code}.${group}`,
        value: (value * all - known) / (weights[group] ?? 1),
      },
    ]
  })

/** Two editions of one sheet: a group that lost fewer than three raters gives away their mean. */
const versionClaims = (sheets: readonly Sheet[]): Claim[] =>
  sheets.flatMap((later) =>
    sheets
      .filter((earlier) => earlier.appraisalId === later.appraisalId && earlier.edition < later.edition)
      .flatMap((earlier) =>
        HIDDEN.flatMap((group) => {
          const [before, after] = [earlier.counts[group] ?? 0, later.counts[group] ?? 0]
          if (after === 0 || before === after || Math.abs(before - after) >= FEW) return []
          return later.elements.flatMap(({ code, groups }) => {
            const was = earlier.elements.find((element) => element.code === code)?.groups[group]
            const is = groups[group]
            if (was === undefined || is === undefined) return []
            const value = (before * was - after * is) / (before - after)
            return [{ how: 'versions' as const, appraisalId: later.appraisalId, what: `${code}.${group}`, value }]
          })
        }),
      ),
  )

export interface UnitSum {
  readonly unitId: string
  readonly parentId: string | null
  readonly people: number | null
  readonly meanTotal: number | null
}

/** A unit without the units below it that are shown: what remains of fewer than three people is theirs alone. */
const unitClaims = (units: readonly UnitSum[]): Claim[] =>
  units.flatMap((unit) => {
    if (unit.people === null || unit.meanTotal === null) return []
    const below = units.filter(({ parentId, people }) => parentId === unit.unitId && people !== null)
    const rest = unit.people - below.reduce((sum, { people }) => sum + (people ?? 0), 0)
    if (rest <= 0 || rest >= FEW) return []
    const value =
      (unit.people * unit.meanTotal -
        below.reduce((sum, { people, meanTotal }) => sum + (people ?? 0) * (meanTotal ?? 0), 0)) /
      rest
    return [{ how: 'units' as const, appraisalId: '', what: unit.unitId, value }]
  })

export interface CommentSeen {
  readonly appraisalId: string
  readonly code: string
  readonly source: string
}

/** Few comments stand for few people; more than there are raters in the groups that are shown come from a hidden one. */
const commentClaims = (comments: readonly CommentSeen[], sheets: readonly Sheet[]): Claim[] => {
  const counts = new Map<string, number>()
  for (const { appraisalId, code, source } of comments)
    if (source === 'others') counts.set(`${appraisalId}/${code}`, (counts.get(`${appraisalId}/${code}`) ?? 0) + 1)
  const shownRaters = (appraisalId: string): number => {
    const [first] = sheets.filter((sheet) => sheet.appraisalId === appraisalId).sort((a, b) => a.edition - b.edition)
    return HIDDEN.reduce((sum, group) => sum + (first?.counts[group] ?? 0), 0)
  }
  return [...counts].flatMap(([key, count]) => {
    const [appraisalId = '', what = ''] = key.split('/')
    const isTelling = count < FEW || count > shownRaters(appraisalId)
    return isTelling ? [{ how: 'comments' as const, appraisalId, what, value: count }] : []
  })
}

export const solve = (
  sheets: readonly Sheet[],
  units: readonly UnitSum[],
  comments: readonly CommentSeen[],
  weightsOf: (appraisalId: string) => Readonly<Record<string, number>>,
): Claim[] => [
  ...sheets.flatMap(shownClaims),
  ...sheets.flatMap((sheet) => subtractionClaims(sheet, weightsOf(sheet.appraisalId))),
  ...versionClaims(sheets),
  ...unitClaims(units),
  ...commentClaims(comments, sheets),
]

/** Fewer than three people, or more than those in groups that are large enough: one form may go uncounted, its comment not. */
export const isCommentLeak = (world: World, appraisalId: string, count: number): boolean => {
  const answers = world.appraised.get(appraisalId)?.answers ?? []
  const enough = HIDDEN.map((group) => answers.filter((answer) => answer.group === group).length).filter(
    (n) => n >= FEW,
  )
  return count < FEW || count > enough.reduce((sum, n) => sum + n, 0)
}

/** Indicator first, over those who answered: what the group's raters really gave on an element. */
export const truthOf = (world: World, appraisalId: string, what: string): number | null => {
  const [code = '', group = ''] = what.split('.')
  const subject = world.appraised.get(appraisalId)
  const answers = subject?.answers.filter((answer) => answer.group === group) ?? []
  const from = (Number(code.slice(1)) - 1) * 2
  const means = [from, from + 1].flatMap((item) => {
    const given = answers.map(({ ratings }) => ratings[item]).filter((value) => typeof value === 'number')
    return given.length === 0 ? [] : [given.reduce((sum, value) => sum + value, 0) / given.length]
  })
  return means.length === 0 ? null : means.reduce((sum, value) => sum + value, 0) / means.length
}

/** What many a product does: the hidden group is left off the sheet and left in the total. The solver must break it. */
export const naiveSheet = (
  world: World,
  appraisalId: string,
  weights: Readonly<Record<string, number>>,
): Sheet | null => {
  const subject = world.appraised.get(appraisalId)
  if (!subject) return null
  const groups = Object.keys(weights).filter((group) => (weights[group] ?? 0) > 0) as Group[]
  const n = (group: Group): number => subject.answers.filter((answer) => answer.group === group).length
  const counted = groups.filter((group) => n(group) > 0)
  const sum = counted.reduce((total, group) => total + (weights[group] ?? 0), 0)
  const elements = ['K1', 'K2', 'K3'].flatMap((code) => {
    const means = counted.map((group) => [group, truthOf(world, appraisalId, `${code}.${group}`)] as const)
    if (means.some(([, mean]) => mean === null)) return []
    const value = means.reduce((total, [group, mean]) => total + ((weights[group] ?? 0) / sum) * (mean ?? 0), 0)
    const shown = means.filter(([group]) => group === 'supervisor' || n(group) >= FEW)
    return [{ code, value, groups: Object.fromEntries(shown) }]
  })
  return { appraisalId, edition: 1, counts: Object.fromEntries(counted.map((group) => [group, n(group)])), elements }
}
