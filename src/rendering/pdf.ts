/** Reports as PDF, page after page: what is written is forgotten, so that a thousand take no more room than one. */
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import PDFDocument from 'pdfkit'
import type { Report } from '../domain/development/reports.ts'
import { words, type ReportWords } from '../i18n/report.ts'
import { chartsOf, draw } from './charts.ts'
import type { Drawing, Shape } from './drawing.ts'

const require = createRequire(import.meta.url)
/** A font of its own: names in other scripts are written as they are, and every reader shows the same. */
const FONTS = {
  plain: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
}
const MARGIN = 50
const BODY = 9.5
const GAP = 8

type Page = PDFKit.PDFDocument

const roomLeft = (page: Page): number => page.page.height - MARGIN - page.y

const keepTogether = (page: Page, height: number): void => {
  if (roomLeft(page) < height) page.addPage()
}

const widthOf = (page: Page): number => page.page.width - 2 * MARGIN

const heading = (page: Page, text: string): void => {
  keepTogether(page, 60)
  page.moveDown(0.8).font('bold').fontSize(12).text(text, MARGIN)
  page
    .moveTo(MARGIN, page.y + 2)
    .lineTo(MARGIN + widthOf(page), page.y + 2)
    .lineWidth(0.7)
    .stroke('#000000')
  page.moveDown(0.5).font('plain').fontSize(BODY)
}

const paragraph = (page: Page, text: string): void => {
  page
    .font('plain')
    .fontSize(BODY)
    .text(text, MARGIN, undefined, { width: widthOf(page) })
}

const drawShape = (page: Page, shape: Shape): void => {
  if (shape.kind === 'path') {
    const { d, stroke, fill, width = 1, dash } = shape
    page.lineWidth(width)
    if (dash === undefined) page.undash()
    else page.dash(dash, { space: dash })
    const path = page.path(d)
    if (fill !== undefined && stroke !== undefined) path.fillAndStroke(fill, stroke)
    else if (fill !== undefined) path.fill(fill)
    else path.stroke(stroke)
    return
  }
  const { x, y, text, size, anchor, bold } = shape
  page
    .undash()
    .font(bold ? 'bold' : 'plain')
    .fontSize(size)
    .fillColor('#000000')
  const shift = { start: 0, middle: 0.5, end: 1 }[anchor] * page.widthOfString(text)
  page.text(text, x - shift, y - size, { lineBreak: false })
}

const picture = (page: Page, drawing: Drawing): void => {
  const scale = Math.min(1, widthOf(page) / drawing.width) * 0.85
  const height = drawing.height * scale
  keepTogether(page, height + 24)
  page.moveDown(0.5).font('bold').fontSize(BODY).text(drawing.title, MARGIN)
  const top = page.y + 4
  page.save().translate(MARGIN, top).scale(scale)
  for (const shape of drawing.shapes) drawShape(page, shape)
  page.restore().undash().fillColor('#000000')
  page.x = MARGIN
  page.y = top + height + GAP
}

interface Column {
  readonly title: string
  readonly share: number
  readonly align?: 'right'
}

const row = (page: Page, columns: readonly Column[], cells: readonly string[], bold: boolean): void => {
  const width = widthOf(page)
  page.font(bold ? 'bold' : 'plain').fontSize(BODY)
  const options = ({ share, align }: Column) => ({ width: share * width - 8, ...(align && { align }) })
  const heights = cells.map((cell, index) =>
    page.heightOfString(cell, options(columns[index] ?? { title: '', share: 1 })),
  )
  const height = Math.max(...heights) + 6
  keepTogether(page, height)
  let x = MARGIN
  const { y } = page
  cells.forEach((cell, index) => {
    const column = columns[index] ?? { title: '', share: 1 }
    page
      .rect(x, y, column.share * width, height)
      .lineWidth(0.5)
      .stroke('#666666')
    page.fillColor('#000000').text(cell, x + 4, y + 3, options(column))
    x += column.share * width
  })
  page.x = MARGIN
  page.y = y + height
}

const table = (page: Page, columns: readonly Column[], rows: readonly (readonly string[])[]): void => {
  row(
    page,
    columns,
    columns.map(({ title }) => title),
    true,
  )
  for (const cells of rows) row(page, columns, cells, false)
}

const numbers = (titles: readonly string[], share: number): Column[] =>
  titles.map((title) => ({ title, share, align: 'right' }))

const head = (page: Page, report: Report, text: ReportWords): void => {
  page.font('bold').fontSize(15).text(report.title, MARGIN, MARGIN)
  page.fontSize(12).text(report.subject)
  page.font('plain').fontSize(BODY)
  for (const line of report.lines) page.text(line)
  page.text(`${text.institution}: ${report.institution}`).text(`${text.cycle}: ${report.cycle}`)
  if (report.sample) page.font('bold').text(text.sample).font('plain')
}

const competencies = (page: Page, report: Report, text: ReportWords): void => {
  if (report.competencies.length === 0) return
  heading(page, text.competencies)
  const columns = [
    { title: text.name, share: 0.25 },
    ...numbers([text.attained], 0.14),
    ...numbers([text.required], 0.19),
    ...numbers([text.gap, text.self, text.others], 0.14),
  ]
  table(
    page,
    columns,
    report.competencies.map(({ name, attained, required, gap, self, others }) => [
      name,
      ...[attained, required, gap, self, others].map((value) => value ?? '–'),
    ]),
  )
  for (const chart of chartsOf(report)) picture(page, draw(report, chart))
}

const plan = (page: Page, report: Report, text: ReportWords): void => {
  if (report.plan === null) return
  heading(page, text.plan)
  if (report.plan.length === 0) {
    paragraph(page, text.noPlan)
    return
  }
  const columns: Column[] = [
    { title: text.title, share: 0.55 },
    { title: text.dueOn, share: 0.18 },
    { title: text.hours, share: 0.1, align: 'right' },
    { title: text.state, share: 0.17 },
  ]
  table(
    page,
    columns,
    report.plan.map(({ title, words: why, dueOn, hours, stateLabel }) => [
      why === null ? title : `${title}\n${why}`,
      dueOn,
      String(hours),
      stateLabel,
    ]),
  )
}

const paragraphs = (page: Page, title: string, texts: readonly string[]): void => {
  if (texts.length === 0) return
  heading(page, title)
  for (const text of texts) {
    paragraph(page, text)
    page.moveDown(0.3)
  }
}

const write = (page: Page, report: Report): void => {
  const text = words(report.language)
  head(page, report, text)
  if (report.figures.length > 0) {
    heading(page, text.figures)
    for (const { label, value } of report.figures) paragraph(page, `${label}: ${value}`)
  }
  competencies(page, report, text)
  paragraphs(page, text.explanation, report.explanation)
  plan(page, report, text)
  paragraphs(page, text.objection, report.objection === null ? [] : [report.objection])
  paragraphs(page, text.notes, report.notes)
  if (report.seal !== null) {
    page
      .moveDown(1)
      .fontSize(7)
      .text(`${text.seal}: ${report.seal}`, MARGIN, undefined, { width: widthOf(page) })
  }
}

export interface PdfReports {
  readonly bytes: Readable
  add(report: Report): void
  end(): void
}

/** A document that takes one report after the other; each begins on a page of its own and has a bookmark. */
export const pdfReports = (title: string, language: Report['language']): PdfReports => {
  const page = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    autoFirstPage: false,
    lang: language,
    displayTitle: true,
    info: { Title: title, Producer: 'Kompeten' },
  })
  page.registerFont('plain', FONTS.plain).registerFont('bold', FONTS.bold)
  return {
    bytes: page,
    add: (report) => {
      page.addPage()
      page.outline.addItem(report.subject)
      write(page, report)
    },
    end: () => {
      page.end()
    },
  }
}

/** One report, whole. */
export const toPdf = async (report: Report): Promise<Uint8Array> => {
  const document = pdfReports(`${report.title}: ${report.subject}`, report.language)
  const chunks: Buffer[] = []
  const whole = (async () => {
    for await (const chunk of document.bytes) chunks.push(chunk as Buffer)
  })()
  document.add(report)
  document.end()
  await whole
  return Buffer.concat(chunks)
}
