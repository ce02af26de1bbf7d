/** A certificate's state in words, its tone, and the order in which certificates need attention. */
import type { Certificate } from '@zhiban/api'
import { t } from './index'
import { daysLeft } from './dates'

type Tone = 'plain' | 'good' | 'warn' | 'bad'
const URGENT_DAYS = 30
const past = (one: Certificate): boolean => one.state === 'superseded' || one.state === 'revoked'

export function toneOf(one: Certificate): Tone {
  if (past(one)) return 'plain'
  if (one.state === 'expired') return 'bad'
  if (one.state === 'long_term' || one.days_left === null) return 'good'
  if (one.days_left <= 7) return 'bad'
  return one.state === 'expiring' || one.days_left <= URGENT_DAYS ? 'warn' : 'good'
}

export const stateWords = (one: Certificate): string =>
  past(one) || one.state === 'long_term' ? t(`state.${one.state}`) : daysLeft(one.days_left)

export interface Shelf {
  title: string
  certificates: Certificate[]
}
/** Those that need attention first, by days left; then the valid ones; at the end what is no longer in force. */
export function shelves(all: readonly Certificate[]): Shelf[] {
  const byDays = [...all].sort((a, b) => (a.days_left ?? Infinity) - (b.days_left ?? Infinity))
  const attention = (one: Certificate) => !past(one) && ['warn', 'bad'].includes(toneOf(one))
  return [
    { title: t('wallet.attention'), certificates: byDays.filter(attention) },
    { title: t('wallet.fine'), certificates: byDays.filter((one) => !past(one) && !attention(one)) },
    { title: t('wallet.past'), certificates: byDays.filter(past) },
  ].filter((shelf) => shelf.certificates.length > 0)
}
