/** The pictures of a report. Readable in black and white: lines differ by dashes and marks, bars by filling. */
import { curveLinearClosed, lineRadial } from 'd3-shape'
import type { Chart, Report, ReportCompetency } from '../domain/development/reports.ts'
import { words } from '../i18n/report.ts'
import { number, type Drawing, type Shape } from './drawing.ts'

const INK = '#000000'
const GREY = '#999999'
const LIGHT = '#d9d9d9'
const FONT = 11

const label = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end' = 'start'): Shape => ({
  kind: 'label',
  x,
  y,
  text,
  size: FONT,
  anchor,
})

const moved = (d: string, x: number, y: number): string => {
  // d3 writes M and L with absolute coordinates around the origin.
  const shifted = d.replace(
    /(-?\d+(?:\.\d+)?(?:e-?\d+)?),(-?\d+(?:\.\d+)?(?:e-?\d+)?)/g,
    (_, a: string, b: string) => `${number(Number(a) + x)},${number(Number(b) + y)}`,
  )
  return shifted
}

const square = (x: number, y: number, half: number): string =>
  `M${number(x - half)},${number(y - half)}h${number(half * 2)}v${number(half * 2)}h${number(-half * 2)}Z`

/** Two arcs, since a circle is no path. */
const disc = (x: number, y: number, r: number): string =>
  `M${number(x - r)},${number(y)}a${number(r)},${number(r)} 0 1,0 ${number(r * 2)},0a${number(r)},${number(r)} 0 1,0 ${number(-r * 2)},0Z`

const bar = (x: number, y: number, width: number, height: number): string =>
  `M${number(x)},${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`

const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

const described = (competencies: readonly ReportCompetency[], line: (one: ReportCompetency) => string): string =>
  competencies.map(line).join(' ')

const RADAR = { width: 640, height: 420, radius: 140, x: 320, y: 200 }

interface Spoke {
  readonly x: number
  readonly y: number
}

const spoke = (index: number, count: number, distance: number): Spoke => {
  const angle = (index / count) * 2 * Math.PI
  return { x: RADAR.x + Math.sin(angle) * distance, y: RADAR.y - Math.cos(angle) * distance }
}

const anchorAt = (x: number): 'start' | 'middle' | 'end' => {
  if (Math.abs(x - RADAR.x) < 10) return 'middle'
  return x > RADAR.x ? 'start' : 'end'
}

const outline = (values: readonly number[], { low, high }: Report['scale']): string => {
  const radial = lineRadial<number>()
    .angle((_, index) => (index / values.length) * 2 * Math.PI)
    .radius((value) => ((value - low) / (high - low)) * RADAR.radius)
    .curve(curveLinearClosed)
  return moved(radial([...values]) ?? '', RADAR.x, RADAR.y)
}

const legend = (y: number, entries: readonly (readonly [text: string, mark: Shape[]])[]): Shape[] =>
  entries.flatMap(([text, mark], index) => {
    const x = 60 + index * 240
    return [
      ...mark.map((shape): Shape => (shape.kind === 'path' ? { ...shape, d: moved(shape.d, x, y) } : shape)),
      label(x + 34, y + 4, text),
    ]
  })

/** Those with a requirement, where they make a figure of their own. */
const compared = ({ competencies }: Report): readonly ReportCompetency[] => {
  const required = competencies.filter((one) => one.required !== null)
  return required.length >= 3 ? required : competencies
}

const radar = (report: Report): Drawing => {
  const { scale, language } = report
  const competencies = compared(report)
  const text = words(language)
  const count = competencies.length
  const at = (value: number): number => ((value - scale.low) / (scale.high - scale.low)) * RADAR.radius
  const rings = Array.from({ length: scale.high - scale.low }, (_, index): Shape => ({
    kind: 'path',
    d: outline(
      competencies.map(() => scale.low + index + 1),
      scale,
    ),
    stroke: LIGHT,
  }))
  const spokes = competencies.flatMap(({ name }, index): Shape[] => {
    const [tip, beyond] = [spoke(index, count, RADAR.radius), spoke(index, count, RADAR.radius + 14)]
    const d = `M${number(RADAR.x)},${number(RADAR.y)}L${number(tip.x)},${number(tip.y)}`
    return [{ kind: 'path', d, stroke: LIGHT }, label(beyond.x, beyond.y + 4, shortened(name, 24), anchorAt(beyond.x))]
  })
  const required = competencies.map((one) => Number(one.required ?? scale.low))
  const attained = competencies.map((one) => Number(one.attained))
  const marks = (values: readonly number[], draw: (x: number, y: number) => Shape): Shape[] =>
    values.map((value, index) => {
      const { x, y } = spoke(index, count, at(value))
      return draw(x, y)
    })
  return {
    width: RADAR.width,
    height: RADAR.height,
    title: text.radar,
    description: described(
      competencies,
      ({ name, attained: a, required: r }) =>
        `${name}: ${text.attained} ${a}${r === null ? '' : `, ${text.required} ${r}`}.`,
    ),
    shapes: [
      ...rings,
      ...spokes,
      { kind: 'path', d: outline(required, scale), stroke: INK, width: 1.5, dash: 6 },
      ...marks(required, (x, y) => ({ kind: 'path', d: square(x, y, 4), stroke: INK, fill: '#ffffff' })),
      { kind: 'path', d: outline(attained, scale), stroke: INK, width: 2.5 },
      ...marks(attained, (x, y) => ({ kind: 'path', d: disc(x, y, 4), fill: INK })),
      ...legend(RADAR.height - 18, [
        [text.attained, [{ kind: 'path', d: 'M0,0L28,0', stroke: INK, width: 2.5 }]],
        [text.required, [{ kind: 'path', d: 'M0,0L28,0', stroke: INK, width: 1.5, dash: 6 }]],
      ]),
    ],
  }
}

const ROW = 46
const LEFT = 190
const WIDE = 560
const PLOT = WIDE - LEFT - 60

/** Two bars for each competency, the first filled, the second outlined. */
const pairs = (
  report: Report,
  title: string,
  [first, second]: readonly [string, string],
  valuesOf: (one: ReportCompetency) => readonly [string | null, string | null],
): Drawing => {
  const { competencies, scale } = report
  const shown = competencies.filter((one) => valuesOf(one).some((value) => value !== null))
  const length = (value: string): number => ((Number(value) - scale.low) / (scale.high - scale.low)) * PLOT
  const height = shown.length * ROW + 60
  const rows = shown.flatMap((one, index): Shape[] => {
    const y = 16 + index * ROW
    const bars = valuesOf(one).flatMap((value, place): Shape[] => {
      if (value === null) return []
      const filled = place === 0 ? { fill: GREY, stroke: INK } : { fill: '#ffffff', stroke: INK }
      return [
        { kind: 'path', d: bar(LEFT, y + place * 16, Math.max(1, length(value)), 12), ...filled },
        label(LEFT + Math.max(1, length(value)) + 5, y + place * 16 + 10, value),
      ]
    })
    return [label(LEFT - 8, y + 18, shortened(one.name, 28), 'end'), ...bars]
  })
  return {
    width: WIDE,
    height,
    title,
    description: described(shown, (one) => {
      const [a, b] = valuesOf(one)
      return `${one.name}: ${first} ${a ?? '–'}, ${second} ${b ?? '–'}.`
    }),
    shapes: [
      ...rows,
      { kind: 'path', d: `M${String(LEFT)},8V${String(height - 44)}`, stroke: INK },
      ...legend(height - 22, [
        [first, [{ kind: 'path', d: 'M4,-6L24,-6L24,6L4,6Z', fill: GREY, stroke: INK }]],
        [second, [{ kind: 'path', d: 'M4,-6L24,-6L24,6L4,6Z', fill: '#ffffff', stroke: INK }]],
      ]),
    ],
  }
}

/** Bars to the left of the middle are gaps, to the right is more than required. */
const gaps = ({ competencies, scale, language }: Report): Drawing => {
  const text = words(language)
  const shown = competencies.filter(({ gap }) => gap !== null)
  const height = shown.length * 30 + 40
  const middle = LEFT + PLOT / 2
  const rows = shown.flatMap(({ name, gap }, index): Shape[] => {
    const y = 14 + index * 30
    const value = Number(gap)
    const length = (Math.abs(value) / (scale.high - scale.low)) * (PLOT / 2)
    const x = value < 0 ? middle - length : middle
    const end = value < 0 ? label(x - 5, y + 12, gap ?? '', 'end') : label(x + length + 5, y + 12, `+${gap ?? ''}`)
    const fill = value < 0 ? INK : '#ffffff'
    return [
      label(LEFT - 8, y + 12, shortened(name, 28), 'end'),
      { kind: 'path', d: bar(x, y, Math.max(1, length), 16), fill, stroke: INK },
      end,
    ]
  })
  return {
    width: WIDE,
    height,
    title: text.gaps,
    description: described(shown, ({ name, gap }) => `${name}: ${gap ?? ''}.`),
    shapes: [...rows, { kind: 'path', d: `M${number(middle)},6V${String(height - 26)}`, stroke: INK }],
  }
}

export const draw = (report: Report, chart: Chart): Drawing => {
  const text = words(report.language)
  if (chart === 'radar') return radar(report)
  if (chart === 'gaps') return gaps(report)
  return pairs(report, text.selfOther, [text.self, text.others], ({ self, others }) => [self, others])
}

/** Those that have something to show: a radar needs three directions. */
export const chartsOf = ({ competencies }: Report): Chart[] => {
  const some = (has: (one: ReportCompetency) => boolean): boolean => competencies.some(has)
  return [
    ...(competencies.length >= 3 ? (['radar'] as const) : []),
    ...(some(({ self, others }) => self !== null && others !== null) ? (['selfOther'] as const) : []),
    ...(some(({ gap }) => gap !== null) ? (['gaps'] as const) : []),
  ]
}
