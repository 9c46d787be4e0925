/** The example of a breakdown in the contract: small enough to recompute with pencil and paper. */

const halfUp = ['2', 'half_up'] as const

export const exampleBreakdown = {
  schema: 'breakdown/1',
  audience: 'subject',
  engine: { name: 'kompeten-scoring', version: '1.0.0' },
  policy: {
    id: 'permenpanrb-6-2022',
    version: '1.0.0',
    sha256: '75caeaca1d320312e0bacbb029ab0791ee185c094121931d26677ef72bc38bff',
  },
  input: {
    commitment: 'hmac-sha256:5c1f0c9f6a1e4a6b8d2c3e4f5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7',
    closed_at: '2026-11-30T10:00:00.000Z',
  },
  steps: [
    { id: 'n.supervisor', op: 'given', kind: 'count', value: '1' },
    { id: 'n.peer', op: 'given', kind: 'count', value: '3' },
    {
      id: 'w',
      op: 'renormalise',
      of: { supervisor: '0.60', peer: '0.20' },
      value: { supervisor: '3/4', peer: '1/4' },
      cite: 'policy.missing_group',
    },
    { id: 'BP.supervisor', op: 'given', kind: 'group_mean', value: '4.33' },
    { id: 'BP.peer', op: 'given', kind: 'group_mean', value: '3.78' },
    {
      id: 'BP',
      op: 'weighted_sum',
      terms: [
        ['w.supervisor', 'BP.supervisor'],
        ['w.peer', 'BP.peer'],
      ],
      exact: '1677/400',
      round: halfUp,
      value: '4.19',
    },
    { id: 'total', op: 'mean', of: ['BP'], exact: '419/100', round: halfUp, value: '4.19' },
    {
      id: 'proposal',
      op: 'band',
      of: 'total',
      bands: [
        { code: 'DI_BAWAH', min: '1.00' },
        { code: 'SESUAI', min: '3.00' },
        { code: 'DI_ATAS', min: '4.25' },
      ],
      facts: {},
      value: 'SESUAI',
      cite: 'policy.result.behaviour_rating.bands',
    },
  ],
  result: 'proposal',
  reason: null,
  withheld: [{ what: 'subordinate', reason: 'below_threshold' }],
  flags: [{ code: 'low_group_count', detail: '2 of 3 groups used' }],
} as const
