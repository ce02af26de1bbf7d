/** A certificate's state in words, its tone, and the order in which certificates need attention. */
import type { Certificate } from '@zhiban/api'
import { t } from './index'
import { daysLeft } from './dates'

type Tone = 'plain' | 'good' | 'warn' | 'bad'
const URGENT_DAYS = 30
const PRESSING_DAYS = 7
const past = (one: Certificate): boolean => one.state === 'superseded' || one.state === 'revoked'

export function toneOf(one: Certificate): Tone {
  if (past(one)) return 'plain'
  if (one.state === 'expired') return 'bad'
  if (one.state === 'long_term' || one.days_left === null) return 'good'
  if (one.days_left <= PRESSING_DAYS) return 'bad'
  return one.state === 'expiring' || one.days_left <= URGENT_DAYS ? 'warn' : 'good'
}

/** A certificate whose last day to apply is over may still hold for a while: it isn't called expired. */
export function stateWords(one: Certificate): string {
  if (past(one) || one.state === 'long_term') return t(`state.${one.state}`)
  const missed = one.days_left !== null && one.days_left < 0 && one.deadline_on !== one.expires_on
  return missed ? t('days.missed', { n: -(one.days_left ?? 0) }) : daysLeft(one.days_left)
}

export interface Shelf {
  title: string
  certificates: Certificate[]
}
/** By urgency: what must be done now, within thirty days, later, never; at the end what is no longer in force. Each by days left. */
export function shelves(all: readonly Certificate[]): Shelf[] {
  const byDays = [...all].sort((a, b) => (a.days_left ?? Infinity) - (b.days_left ?? Infinity))
  return (['now', 'month', 'later', 'ever', 'past'] as const)
    .map((key) => ({ title: t(`wallet.${key}`), certificates: byDays.filter((one) => shelfOf(one) === key) }))
    .filter((shelf) => shelf.certificates.length > 0)
}

function shelfOf(one: Certificate): 'now' | 'month' | 'later' | 'ever' | 'past' {
  if (past(one)) return 'past'
  if (one.state === 'expired' || (one.days_left !== null && one.days_left <= PRESSING_DAYS)) return 'now'
  if (one.days_left === null) return 'ever'
  return one.days_left <= URGENT_DAYS ? 'month' : 'later'
}
