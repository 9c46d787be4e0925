/** Types and style at the same time, since each keeps one core busy. Ends with 1 where either complains. */
import { spawn } from 'node:child_process'

const run = (script) =>
  new Promise((resolve) => {
    const options = { stdio: 'inherit', shell: process.platform === 'win32' }
    spawn('npm', ['run', '--silent', script], options).once('close', resolve)
  })

const codes = await Promise.all(['typecheck', 'lint'].map(run))
process.exitCode = codes.every((code) => code === 0) ? 0 : 1
