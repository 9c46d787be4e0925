/** Languages in which the product speaks; the first is the one where nothing else is asked for. */
export const LANGUAGES = ['id', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
