/** `kompeten verify receipt.json`: recomputes a receipt without a server, a database or a network. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ConfigError } from '../config.ts'
import { verifyReceipt, type Receipt } from '../services/appraisal/receipts.ts'

const USAGE = 'usage: kompeten verify receipt.json [--key <public key, SPKI in base64>]'

/** Exit codes: 0 equal, 1 different, 2 not a receipt. */
export const runVerify = (args: readonly string[]): void => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { key: { type: 'string' } },
    allowPositionals: true,
  })
  const [file] = positionals
  if (file === undefined) throw new ConfigError(USAGE)
  try {
    const receipt = JSON.parse(readFileSync(file, 'utf8')) as Receipt
    const differences = verifyReceipt(receipt, values.key)
    for (const { step, member, found, recomputed } of differences)
      console.log(`differs at ${step} (${member}): found ${found}, recomputed ${recomputed}`)
    const { steps } = receipt.breakdown
    if (differences.length === 0)
      console.log(`equal: ${String(steps.length)} steps, signed by ${values.key ?? receipt.keyId}`)
    process.exitCode = differences.length === 0 ? 0 : 1
  } catch {
    console.error(`${file} is not a readable receipt`)
    process.exitCode = 2
  }
}
