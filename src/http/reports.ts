/** Reports and pictures as files. */
import type { Chart, Report, ReportFormat } from '../domain/development/reports.ts'
import { draw } from '../rendering/charts.ts'
import { toSvg } from '../rendering/drawing.ts'
import { toHtml } from '../rendering/html.ts'
import { toPdf } from '../rendering/pdf.ts'
import type { Attachment } from './attachments.ts'

export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = { html: 'text/html', pdf: 'application/pdf' }
export const CHART_TYPE = 'image/svg+xml'

export const reportAttachment = async (report: Report, format: ReportFormat): Promise<Attachment> => ({
  name: `kompeten-report.${format}`,
  mediaType: format === 'html' ? `${REPORT_TYPES.html}; charset=utf-8` : REPORT_TYPES[format],
  content: { bytes: format === 'html' ? Buffer.from(toHtml(report)) : await toPdf(report) },
})

export const chartAttachment = (report: Report, chart: Chart): Attachment => ({
  name: `kompeten-${chart}.svg`,
  mediaType: CHART_TYPE,
  content: { bytes: Buffer.from(toSvg(draw(report, chart))) },
})
