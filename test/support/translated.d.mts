/** All of them, so that no process has to wait for the translator. */
export const translateTests: () => Promise<void>
