/** Who is signed in on this tab. Tokens live as long as the tab; closing it signs nobody in again. */

import type { Operator, OperatorSession } from '@zhiban/api'
import { computed, shallowRef } from 'vue'

const PLACE = 'zhiban.console'
type Kept = Pick<OperatorSession, 'access_token' | 'refresh_token' | 'operator'>

const kept = shallowRef<Kept | null>(read())
/** Why the last session ended, for the sign-in page to say. */
export const farewell = shallowRef('')

export const operator = computed<Operator | null>(() => kept.value?.operator ?? null)
export const accessToken = (): string | null => kept.value?.access_token ?? null
export const refreshToken = (): string | null => kept.value?.refresh_token ?? null

export function keep({ access_token, refresh_token, operator }: OperatorSession): void {
  kept.value = { access_token, refresh_token, operator }
  farewell.value = ''
  sessionStorage.setItem(PLACE, JSON.stringify(kept.value))
}

export function forget(reason = ''): void {
  kept.value = null
  farewell.value = reason
  sessionStorage.removeItem(PLACE)
}

function read(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Kept | null
  } catch {
    return null
  }
}
