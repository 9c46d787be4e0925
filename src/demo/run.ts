import type { Config } from '../config.ts'
export const runDemo = (_c: Config, _o: boolean): Promise<void> => Promise.resolve()
