/** HTTP as a client needs it: repeated with patience, and an error in one line where patience does not help. */

/** Nobody answered, or somebody else should. */
export class ConnectionError extends Error {}

const MAX_TRIES = 6
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Made anew for each try: a stream can be read only once. */
  readonly body?: () => NonNullable<RequestInit['body']>
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** What is worth another try: nobody there, too many, too busy. */
const passes = (status: number): boolean => status === 429 || status >= 500

const isRedirection = (status: number): boolean => status >= 300 && status < 400 && status !== 304

const waitOf = (attempt: number, response: Response | null): number => {
  const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000
  const backOff = FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random() / 2)
  return Math.min(LONGEST_WAIT_MS, Math.max(asked, backOff))
}

const attempted = async (url: string, { method = 'GET', headers = {}, body }: Call): Promise<Response | Error> => {
  try {
    // Followed, a redirection would carry tokens to whoever it names.
    return await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body && { body: body(), duplex: 'half' as const }),
    })
  } catch (error) {
    return error as Error
  }
}

/** Back-off with jitter, and Retry-After where it is longer. Throws ConnectionError. */
export const patiently = async (url: string, call: Call = {}, tries = MAX_TRIES): Promise<Response> => {
  for (let attempt = 1; ; attempt++) {
    const answer = await attempted(url, call)
    const isLast = attempt >= tries
    if (answer instanceof Error) {
      if (isLast) throw new ConnectionError(`${new URL(url).host} does not answer`)
    } else if (isRedirection(answer.status))
      throw new ConnectionError(`${new URL(url).host} redirects; name the address that answers itself`)
    else if (!passes(answer.status) || isLast) return answer
    else await answer.body?.cancel()
    await sleep(waitOf(attempt - 1, answer instanceof Error ? null : answer))
  }
}
