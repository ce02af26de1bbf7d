/** Signing in without a tap: a person whom WeChat knows and who has an account here needs no sign-in page. */
import type { Session } from '@zhiban/api'

export interface Quiet {
  /** There are tokens already. */
  held: () => boolean
  /** The person signed out by hand on this device and has not signed in since. */
  left: () => boolean
  /** A one-use code of WeChat; null where there is none. */
  code: () => Promise<string | null>
  /** Opens an existing account only. */
  open: (code: string) => Promise<Session>
  begin: (session: Session) => void
}

/** True when somebody is signed in afterwards. Whoever is new here, or out of reach, signs in by hand as ever. */
export async function enterQuietly(doors: Quiet): Promise<boolean> {
  if (doors.held()) return true
  if (doors.left()) return false
  try {
    const code = await doors.code()
    if (!code) return false
    const session = await doors.open(code)
    // They may have signed in or out by hand meanwhile: then that counts.
    if (!doors.held() && !doors.left()) doors.begin(session)
    return doors.held()
  } catch {
    // New here, no network, WeChat in trouble: the sign-in page is still there.
    return doors.held()
  }
}

/** Waits for a job, but not longer than a person would: the page then goes on without it. */
export const within = <T>(milliseconds: number, job: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([job, new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), milliseconds))])
