/** Runs a job at most once at a time; callers who come while it runs share its result. */

export function singleFlight<T>(job: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  return () => {
    running ??= job().finally(() => {
      running = null
    })
    return running
  }
}
