import Type from 'typebox'
import { closed, component, Day, Id, oneOf, pageOf, word } from '../common.ts'

const kind = oneOf(['framework', 'position_standards', 'scoring_policy'] as const)

export const Preset = component(
  'Preset',
  'A regulation or template that ships with the service. `template` is a proposal to decide on, never law.',
  closed({
    id: word('berakhlak'),
    kind,
    title: word('Nilai dasar BerAKHLAK'),
    titleEn: word('BerAKHLAK core values'),
    source: word('SE MenPANRB 20/2021'),
    status: oneOf(['verified', 'template'] as const),
    date: Day,
    note: word('Tujuh nilai dengan 21 panduan perilaku.'),
  }),
)
export const PresetPage = pageOf('Preset', Preset)

export const PresetId = Type.String({ minLength: 1, maxLength: 60, pattern: '^[a-z0-9-]+$', examples: ['berakhlak'] })
export const Installation = component(
  'Installation',
  'What a preset became in the institution.',
  closed({ presetId: word('berakhlak'), kind, resourceIds: Type.Array(Id, { maxItems: 50 }) }),
)
