/** Types and form beside style, since each keeps one core busy, and what is built here the tests find. Ends with 1 where one complains. */
import { spawn } from 'node:child_process'

const run = (script) =>
  new Promise((resolve) => {
    const options = { stdio: 'inherit', shell: process.platform === 'win32' }
    spawn('npm', ['run', '--silent', script], options).once('close', resolve)
  })

const inTurn = async (scripts) => {
  const codes = []
  for (const script of scripts) codes.push(await run(script))
  return codes
}

const codes = await Promise.all([inTurn(['build', 'typecheck', 'format:check']), inTurn(['lint'])])
process.exitCode = codes.flat().every((code) => code === 0) ? 0 : 1
