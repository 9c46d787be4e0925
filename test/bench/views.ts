/** What people look at once a cycle is published, against what they would wait: medians of single requests. */
import { ANSWERED_CYCLE, idOf, KINDS, type Institution } from './institution.ts'
import { atMost, median, timed, type Measured } from './measure.ts'
import { WrongAnswer } from './traffic.ts'

const TIMES = 9

interface View {
  readonly name: string
  readonly path: string
  readonly limitMs: number
  /** A part that the answer must have. */
  readonly part: string
}

export const viewCases = async ({ hr, world }: Institution): Promise<Measured[]> => {
  const top = idOf(KINDS.unit, 0)
  const ofCycle = `cycleId=${ANSWERED_CYCLE}`
  const { items } = await hr.get<{ items: { id: string; appraisalId: string }[] }>(`/v1/results?${ofCycle}&limit=1`)
  const [result] = items
  if (!result) throw new WrongAnswer('no result')
  const report = `/v1/appraisals/${result.appraisalId}/report/file?format=pdf`
  const views: View[] = [
    { name: 'result with breakdown', path: `/v1/results/${result.id}/breakdown`, limitMs: 50, part: '"steps":' },
    {
      name: 'figures of 200 units',
      path: `/v1/cycles/${ANSWERED_CYCLE}/unit-figures?instrument=competency&limit=200`,
      limitMs: 50,
      part: '"meanTotal":',
    },
    {
      name: 'progress of a sub-tree',
      path: `/v1/units/${top}/progress?${ofCycle}`,
      limitMs: 200,
      part: '"appraisals":',
    },
    { name: 'heat map of a sub-tree', path: `/v1/units/${top}/heat-map?${ofCycle}`, limitMs: 200, part: '"cells":' },
    {
      name: 'predicates of a sub-tree',
      path: `/v1/units/${top}/predicates?${ofCycle}`,
      limitMs: 200,
      part: '"predicates":',
    },
    { name: 'PDF of one employee', path: report, limitMs: 500, part: '%PDF' },
  ]
  const authorization = `Bearer ${world.sign('local:hr_officer')}`
  const measured: Measured[] = []
  for (const { name, path, limitMs, part } of views) {
    const times: number[] = []
    for (let time = 0; time < TIMES; time++)
      times.push(
        await timed(async () => {
          const answer = await fetch(world.address + path, { headers: { authorization, accept: '*/*' } })
          const body = await answer.text()
          if (answer.status !== 200 || !body.includes(part)) throw new WrongAnswer(`${name}: ${body.slice(0, 200)}`)
        }),
      )
    measured.push(atMost(name, median(times), limitMs, 'ms'))
  }
  return measured
}
