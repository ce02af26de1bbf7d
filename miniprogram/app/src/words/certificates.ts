/** A certificate's state in words, its tone, and the order in which certificates need attention. */
import type { Certificate } from '@zhiban/api'
import { t } from './index'
import './renewal'
import { daysLeft, yearsIn } from './dates'

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

type Dated = Pick<Certificate, 'days_left' | 'deadline_on' | 'expires_on'>
/** Whether the last day to apply is another day than the one printed on it. */
export const actsBefore = (one: Dated): boolean => one.deadline_on !== null && one.deadline_on !== one.expires_on

/** Days to the last day to apply, called so where that is not the end: the certificate may hold for a while after it. */
export function leftWords(one: Dated): string {
  const n = one.days_left
  if (n === null || !actsBefore(one)) return daysLeft(n)
  if (n === 0) return t('days.last_day')
  const years = yearsIn(n)
  if (years) return t('days.to_act_years', { n: years })
  return n > 0 ? t('days.to_act', { n }) : t('days.missed', { n: -n })
}

export const stateWords = (one: Certificate): string => (past(one) || one.state === 'long_term' ? t(`state.${one.state}`) : leftWords(one))

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
