/** A report as one page that needs nothing beside it: no script, no address, no picture elsewhere. */
import type { Report } from '../domain/development/reports.ts'
import { words, type ReportWords } from '../i18n/report.ts'
import { chartsOf, draw } from './charts.ts'
import { escaped, toSvg } from './drawing.ts'

const STYLE = `
body { font: 16px/1.5 'DejaVu Sans', Arial, sans-serif; color: #000; background: #fff; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #000; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #666; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; } figure { margin: 1rem 0; } figcaption { font-weight: bold; }
svg { max-width: 100%; height: auto; } .sample { border: 2px solid #000; padding: .25rem .5rem; display: inline-block; }
.seal { font: .75rem/1.4 monospace; overflow-wrap: anywhere; } dt { font-weight: bold; } dd { margin: 0 0 .5rem; }
@media print { body { margin: 0; } h2 { break-after: avoid; } figure, table { break-inside: avoid; } }
`

const paragraph = (text: string): string => `<p>${escaped(text)}</p>`
const cell = (text: string | null, isNumber = false): string =>
  `<td${isNumber ? ' class="n"' : ''}>${escaped(text ?? '–')}</td>`
const heading = (text: string, isNumber = false): string =>
  `<th scope="col"${isNumber ? ' class="n"' : ''}>${escaped(text)}</th>`

const section = (title: string, content: string): string =>
  content === '' ? '' : `<section><h2>${escaped(title)}</h2>${content}</section>`

const competencyTable = ({ competencies }: Report, text: ReportWords): string => {
  if (competencies.length === 0) return ''
  const numbers = [text.attained, text.required, text.gap, text.self, text.others]
  const rows = competencies.map(
    ({ name, attained, required, gap, self, others }) =>
      `<tr><th scope="row">${escaped(name)}</th>${[attained, required, gap, self, others].map((value) => cell(value, true)).join('')}</tr>`,
  )
  const head = `<tr>${heading(text.name)}${numbers.map((name) => heading(name, true)).join('')}</tr>`
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`
}

const planTable = ({ plan }: Report, text: ReportWords): string => {
  if (plan === null) return ''
  if (plan.length === 0) return paragraph(text.noPlan)
  const rows = plan.map(
    ({ title, words: why, dueOn, hours, stateLabel }) =>
      `<tr><td>${escaped(title)}${why === null ? '' : `<br><small>${escaped(why)}</small>`}</td>${cell(dueOn)}${cell(String(hours), true)}${cell(stateLabel)}</tr>`,
  )
  const head = `<tr>${heading(text.title)}${heading(text.dueOn)}${heading(text.hours, true)}${heading(text.state)}</tr>`
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`
}

const figuresOf = (report: Report): string =>
  chartsOf(report)
    .map((chart) => {
      const drawing = draw(report, chart)
      return `<figure><figcaption>${escaped(drawing.title)}</figcaption>${toSvg(drawing, chart)}</figure>`
    })
    .join('')

export const toHtml = (report: Report): string => {
  const text = words(report.language)
  const summary = report.figures.map(({ label, value }) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`)
  return `<!doctype html>
<html lang="${report.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${report.title}: ${report.subject}`)}</title><style>${STYLE}</style></head><body>
<header><h1>${escaped(report.title)}</h1><p><strong>${escaped(report.subject)}</strong><br>${report.lines.map(escaped).join('<br>')}</p>
<p>${escaped(`${text.institution}: ${report.institution}`)}<br>${escaped(`${text.cycle}: ${report.cycle}`)}</p>
${report.sample ? `<p class="sample">${escaped(text.sample)}</p>` : ''}</header><main>
${section(text.figures, summary.length === 0 ? '' : `<dl>${summary.join('')}</dl>`)}
${section(text.competencies, competencyTable(report, text) + figuresOf(report))}
${section(text.explanation, report.explanation.map(paragraph).join(''))}
${section(text.plan, planTable(report, text))}
${section(text.objection, report.objection === null ? '' : paragraph(report.objection))}
${section(text.notes, report.notes.map(paragraph).join(''))}</main>
${report.seal === null ? '' : `<footer><p class="seal">${escaped(`${text.seal}: ${report.seal}`)}</p></footer>`}
</body></html>
`
}
