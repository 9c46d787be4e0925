/** Pictures as lists of shapes, written as SVG or drawn on a page: what is true of one is true of the other. */

export interface Path {
  readonly kind: 'path'
  /** Path data as of SVG. */
  readonly d: string
  readonly stroke?: string
  readonly width?: number
  readonly dash?: number
  readonly fill?: string
}

export interface Label {
  readonly kind: 'label'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly anchor: 'start' | 'middle' | 'end'
  readonly bold?: true
}

export type Shape = Path | Label

export interface Drawing {
  readonly width: number
  readonly height: number
  /** What it shows, for those who hear it. */
  readonly title: string
  readonly description: string
  readonly shapes: readonly Shape[]
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
// Characters that no XML document may hold.

const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export const escaped = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)

export const number = (value: number): string => String(Math.round(value * 100) / 100)

const shapeToSvg = (shape: Shape): string => {
  if (shape.kind === 'label') {
    const { x, y, text, size, anchor, bold } = shape
    const weight = bold ? ' font-weight="bold"' : ''
    return `<text x="${number(x)}" y="${number(y)}" font-size="${number(size)}" text-anchor="${anchor}"${weight}>${escaped(text)}</text>`
  }
  const { d, stroke = 'none', width = 1, dash, fill = 'none' } = shape
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${number(dash)}"`
  return `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${number(width)}"${dashes}/>`
}

/** `id` keeps titles of several pictures on one page apart. */
export const toSvg = ({ width, height, title, description, shapes }: Drawing, id = 'chart'): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="'DejaVu Sans', Arial, sans-serif">`,
    `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(description)}</desc>`,
    `<path d="M0,0H${number(width)}V${number(height)}H0Z" fill="#ffffff"/>`,
    ...shapes.map(shapeToSvg),
    '</svg>',
  ].join('\n')
