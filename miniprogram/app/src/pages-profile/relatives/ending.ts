/** Whether a relation ends within a month, so that it can be prolonged in time. */
import type { Delegation } from '@zhiban/api'

const A_MONTH_MS = 30 * 86_400_000
export const endsSoon = (one: Pick<Delegation, 'expires_at'>, now: Date): boolean =>
  one.expires_at !== null && Date.parse(one.expires_at) - now.getTime() < A_MONTH_MS
