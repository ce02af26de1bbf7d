/** The API as this console calls it: same origin, the operator's token, one refresh when it has expired. */

import { createClient, fetchTransport, Problem } from '@zhiban/api'
import { toldBy, wrongBy } from '../words/refusals'
import { accessToken, forget, keep, refreshToken } from './session'

const bare = createClient({ base: '', transport: fetchTransport, token: () => null })

export async function refresh(): Promise<boolean> {
  const token = refreshToken()
  if (!token) return false
  try {
    keep(await bare('post', '/operator/sessions/refresh', { body: { refresh_token: token } }))
    return true
  } catch (error) {
    // Without an answer nothing is known about the session: keep it, and let the call fail by itself.
    if (!(error instanceof Problem) || error.status === 0 || error.status >= 500) return false
    forget('登录已过期，请重新登录。')
    return false
  }
}

export const call = createClient({ base: '', transport: fetchTransport, token: accessToken, refresh })

export async function signIn(username: string, password: string): Promise<void> {
  keep(await bare('post', '/operator/sessions', { body: { username, password } }))
}

/** Ends the session here whatever the server answers. */
export async function signOut(): Promise<void> {
  await call('delete', '/operator/sessions/current').catch(() => undefined)
  forget()
}

/** What to show the person. A payload that was refused is told field by field; `labels` are what the form at hand calls them. */
export function sentenceOf(error: unknown, labels?: Record<string, string>): string {
  if (!(error instanceof Problem)) return '页面出了点问题，请刷新后再试。'
  return error.code === 'request.invalid' && error.errors.length ? toldBy(error.errors, labels) : error.sentence
}

/** Which fields of a form were refused, and how. */
export const wrongOf = (error: unknown, known?: (key: string) => boolean): Record<string, string> => (error instanceof Problem ? wrongBy(error.errors, known) : {})
