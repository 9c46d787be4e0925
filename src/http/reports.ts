/** Reports and pictures as files. */
import type { Chart, Report, ReportFormat } from '../domain/development/reports.ts'
import { draw } from '../rendering/charts.ts'
import { toSvg } from '../rendering/drawing.ts'
import { toHtml } from '../rendering/html.ts'
import type { Attachment } from './attachments.ts'

export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = { html: 'text/html', pdf: 'application/pdf' }
export const CHART_TYPE = 'image/svg+xml'

/** Loaded with the first document: it would make every start a fifth longer. */
const pdfOf = async (report: Report): Promise<Uint8Array> => (await import('../rendering/pdf.ts')).toPdf(report)

export const reportAttachment = async (report: Report, format: ReportFormat): Promise<Attachment> => ({
  name: `kompeten-report.${format}`,
  mediaType: format === 'html' ? `${REPORT_TYPES.html}; charset=utf-8` : REPORT_TYPES[format],
  content: { bytes: format === 'html' ? Buffer.from(toHtml(report)) : await pdfOf(report) },
})

export const chartAttachment = (report: Report, chart: Chart): Attachment => ({
  name: `kompeten-${chart}.svg`,
  mediaType: CHART_TYPE,
  content: { bytes: Buffer.from(toSvg(draw(report, chart))) },
})
