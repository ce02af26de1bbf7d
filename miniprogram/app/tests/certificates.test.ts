/** The wallet's order and tones. */
import { expect, test } from 'vitest'
import type { Certificate } from '@zhiban/api'
import { shelves, stateWords, toneOf } from '@/words/certificates'

const held = (id: string, state: Certificate['state'], days_left: number | null) => ({ id, state, days_left, deadline_on: '2026-12-16', expires_on: '2026-12-16' }) as Certificate

test('what is overdue or near its end comes first, by days', () => {
  const sorted = shelves([held('far', 'valid', 900), held('soon', 'expiring', 25), held('over', 'expired', -3), held('old', 'superseded', -40), held('ever', 'long_term', null)])
  expect(sorted.map(({ certificates }) => certificates.map(({ id }) => id))).toEqual([['over'], ['soon'], ['far'], ['ever'], ['old']])
})

test('tones follow the urgency, and a superseded certificate has none', () => {
  expect([toneOf(held('a', 'expired', -1)), toneOf(held('b', 'expiring', 5)), toneOf(held('c', 'expiring', 80))]).toEqual(['bad', 'bad', 'warn'])
  expect([toneOf(held('d', 'valid', 900)), toneOf(held('e', 'long_term', null)), toneOf(held('f', 'superseded', -1))]).toEqual(['good', 'good', 'plain'])
})

test('a state is said in days while it counts, by name when it no longer does', () => {
  expect([stateWords(held('a', 'expiring', 25)), stateWords(held('b', 'superseded', -2)), stateWords(held('c', 'long_term', null))]).toEqual(['还有 25 天', '已换新', '长期有效'])
  const missed = { ...held('d', 'expiring', -6), deadline_on: '2026-12-16', expires_on: '2027-01-07' }
  expect([stateWords(missed), stateWords({ ...missed, expires_on: '2026-12-16' })]).toEqual(['已过期限 6 天', '已过期 6 天'])
  expect([stateWords({ ...missed, days_left: 6 }), stateWords({ ...missed, days_left: 0 })]).toEqual(['还有 6 天截止', '今天截止办理'])
})
