/** Turning the refresh token: one request at a time on this device, and never with a token another tab has used up. */
import { createClient, Problem, type Session } from '@zhiban/api'
import type { Tokens } from './tokens'

export interface Doors {
  read: () => Tokens | null
  keep: (session: Session) => void
  /** Called once when the server refuses the refresh token: the session is over. */
  refused: () => Promise<boolean>
  /** Asks the API for new tokens. */
  turn: (refresh: string) => Promise<Session>
  /** Runs a job while no other tab runs it. */
  alone: (job: () => Promise<boolean>) => Promise<boolean>
}

/** True when it is worth asking again: there is a newer access token than before. */
export function renewal(doors: Doors): () => Promise<boolean> {
  return () => {
    const before = doors.read()
    return doors.alone(async () => {
      const held = doors.read()
      if (!held) return false
      if (before && held.refresh !== before.refresh) return true
      try {
        doors.keep(await doors.turn(held.refresh))
        return true
      } catch (problem) {
        if (problem instanceof Problem && problem.status >= 400 && problem.status < 500) return doors.refused()
        throw problem
      }
    })
  }
}

interface Locks {
  request: (name: string, job: () => Promise<boolean>) => Promise<boolean>
}

/** Browsers share the tokens between tabs and can lock; a mini-program has one page. */
export const alone: Doors['alone'] = (job) => {
  // #ifdef H5
  const locks = (navigator as { locks?: Locks }).locks
  if (locks) return locks.request('zhiban.session', job)
  // #endif
  return job()
}

export const turnWith = (client: ReturnType<typeof createClient>) => (refresh: string) =>
  client('post', '/sessions/refresh', { body: { refresh_token: refresh } })
