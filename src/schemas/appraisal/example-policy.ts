/** The example of a scoring policy in the contract: an institution's own edition with a stronger view of the peers. */

const identified = (weight: string) => ({ weight, min_n: '1', identified: true })
const anonymous = (weight: string) => ({ weight, min_n: '3', identified: false })
const halfUp = { decimals: '2', mode: 'half_up' } as const

export const examplePolicy = {
  schema: 'scoring-policy/1',
  id: 'perilaku-medan-amplas',
  version: '1.0.0',
  status: 'confirmed',
  valid_from: '2026-01-01',
  valid_to: null,
  basis: ['PermenPANRB 6/2022', 'SK Camat 800/12/2026 (contoh)'],
  behaviour: {
    scale: { low: '1', high: '5', step: '1', not_observed: 'null' },
    eligibility: { form_coverage_min: '2/3', duplicate_form: 'reject', frozen_at: 'closing' },
    groups_by_position: {
      leader: {
        supervisor: identified('0.50'),
        peer: anonymous('0.30'),
        subordinate: anonymous('0.20'),
        self: identified('0'),
      },
      non_leader: { supervisor: identified('0.50'), peer: anonymous('0.50'), self: identified('0') },
    },
    missing_group: 'redistribute_proportional',
    no_required_group: { supervisor: 'no_result' },
    aggregation: { order: 'indicator_first', estimator: 'mean', indicator_weights: 'equal' },
    rounding: [
      { at: 'group_mean', ...halfUp },
      { at: 'competency', ...halfUp },
      { at: 'total', ...halfUp },
    ],
    competency_weights: 'form',
    release: { threshold: '3', dispersion_min_n: '5', decimals: '2', score_only_from_released_groups: true },
    adjustments: { outlier_exclusion: 'none', severity: 'advisory', calibration: 'advisory' },
  },
  result: {
    type: 'quadrant',
    behaviour_rating: {
      from: 'behaviour.total',
      bands: [
        { code: 'DI_BAWAH', min: '1.00' },
        { code: 'SESUAI', min: '3.00' },
        { code: 'DI_ATAS', min: '4.25' },
      ],
      role: 'proposal_to_official',
      override: { by: 'pejabat_penilai', reason_required: true },
    },
    result_rating: { from: 'official_input' },
    matrix: {
      DI_ATAS: { DI_ATAS: 'SANGAT_BAIK', SESUAI: 'BAIK', DI_BAWAH: 'KURANG' },
      SESUAI: { DI_ATAS: 'BAIK', SESUAI: 'BAIK', DI_BAWAH: 'KURANG' },
      DI_BAWAH: { DI_ATAS: 'BUTUH_PERBAIKAN', SESUAI: 'BUTUH_PERBAIKAN', DI_BAWAH: 'SANGAT_KURANG' },
    },
    matrix_axes: ['result_rating', 'behaviour_rating'],
    cite: 'PermenPANRB 6/2022',
  },
} as const
