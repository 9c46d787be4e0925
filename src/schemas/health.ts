import Type from 'typebox'
import { closed, component, oneOf, word } from './common.ts'

export const Liveness = component('Liveness', 'The process answers.', closed({ status: oneOf(['live'] as const) }))
export const Readiness = component(
  'Readiness',
  'Whether requests can be served; `reasons` says why not.',
  closed({
    status: oneOf(['ready', 'notReady'] as const),
    reasons: Type.Array(word('the database does not answer')),
  }),
)
