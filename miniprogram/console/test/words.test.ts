/** States and times as the office reads them. */

import { expect, test } from 'vitest'
import { CASE_STATES, caseSign, DELIVERY_STATES, deliverySign, letterText } from '../src/words/states'
import { dateText, dayText, timeText, waitText, whenText } from '../src/words/time'

test('moments are told in Beijing time wherever the browser stands', () => {
  expect(whenText('2026-03-09T16:05:00Z')).toBe('03-10 00:05')
  expect(dateText('2026-03-09T16:05:00Z')).toBe('2026-03-10')
  expect(dayText('2026-03-09T16:05:00Z')).toBe('2026年3月10日星期二')
  expect(timeText('2026-03-09T16:05:00Z')).toBe('00:05')
})

test('a day stays the day it is, and nothing is a dash', () => {
  expect(dateText('2026-03-20')).toBe('2026-03-20')
  expect([dateText(null), whenText(null)]).toEqual(['—', '—'])
})

test('a lockout counts down in minutes and seconds', () => {
  expect([waitText(900), waitText(65), waitText(9)]).toEqual(['15 分 00 秒', '1 分 05 秒', '9 秒'])
})

test('every state has a sign, and states of one tone differ in shape where they stand side by side', () => {
  const signs = DELIVERY_STATES.map(({ value }) => deliverySign(value))
  expect(signs.every((sign) => sign.shape)).toBe(true)
  expect(deliverySign('dead').shape).not.toBe(deliverySign('sent').shape)
  expect(CASE_STATES.map(({ value }) => caseSign(value).tone)).not.toContain(undefined)
  expect(deliverySign('never heard of')).toEqual({ tone: 'quiet', shape: 'dots' })
})

test('a draft has not been sent anywhere, and a case decided at once never will be', () => {
  expect([letterText(null, 'draft'), letterText(null, 'finished'), letterText('dead', 'submitted')]).toEqual([
    '提交后送出', '不需要送部门', '没有送达部门',
  ])
})
