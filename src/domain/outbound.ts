/** What the service asks for outside of itself, and how it can fail. How it is done is no business of who asks. */
import type { Fault } from './exchange/deliveries.ts'

/** `fault` is all that may be shown of it. */
export class OutboundError extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault)
    this.fault = fault
  }
}

export interface OutboundRequest {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** For all of it, from look-up to last byte. */
  readonly timeoutMs: number
  /** Of the answer. */
  readonly maxBytes: number
  /** What is beyond `maxBytes` is cut off instead of refused. */
  readonly cut?: true
}

export interface OutboundAnswer {
  readonly status: number
  readonly body: Uint8Array
}

/** Throws OutboundError; redirections are answers like any other. */
export type Outbound = (url: string, request: OutboundRequest) => Promise<OutboundAnswer>
