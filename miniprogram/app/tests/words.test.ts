/** Words: dates, days left, amounts, and t() itself. */
import { afterEach, expect, test } from 'vitest'
import { t } from '@/words'
import '@/words/finding'
import '@/words/renewal'
import { faster, kinds, lasting, promised, size, sourced, visits } from '@/words/amounts'
import { speakToElder } from '@/words/audience'
import { day, daysLeft, dottedDay, fullDay, moment } from '@/words/dates'

const now = new Date('2026-11-22T02:00:00Z')
afterEach(() => speakToElder(false))

test('t fills its parameters in', () => {
  expect(t('days.left', { n: 25 })).toBe('还有 25 天')
  expect(t('source.as_of', { name: '公安人口库', date: '11月21日' })).toBe('来自公安人口库，11月21日核对')
})

test('the elder version says some things more plainly and the rest as usual', () => {
  speakToElder(true)
  expect(t('service.fee')).toBe('要花钱吗')
  expect(t('renewal.submit')).toBe('提交')
  expect(t('tab.home')).toBe('首页')
})

test('days left are said in words, zero and the past too', () => {
  expect(daysLeft(25)).toBe('还有 25 天')
  expect([daysLeft(730), daysLeft(731), daysLeft(5804)]).toEqual(['还有 730 天', '还有 2 年多', '还有 15 年多'])
  expect(daysLeft(0)).toBe('今天到期')
  expect(daysLeft(-3)).toBe('已过期 3 天')
  expect(daysLeft(null)).toBe('长期有效')
})

test('a date names its year only when it is not this one', () => {
  expect(day('2026-12-17', now)).toBe('12月17日')
  expect(day('2027-01-01', now)).toBe('2027年1月1日')
  expect(fullDay('2026-12-07')).toBe('2026年12月7日')
  expect(dottedDay('2026-12-07')).toBe('2026.12.07')
})

test('a moment is the one in China, whatever the zone of the phone', () => {
  expect(moment('2026-11-22T01:30:00Z', now)).toBe('今天 09:30')
  expect(moment('2026-11-21T15:59:00Z', now)).toBe('昨天 23:59')
  expect(moment('2026-11-21T16:00:00Z', now)).toBe('今天 00:00')
  expect(moment('2026-11-02T01:30:00+00:00', now)).toBe('11月2日 09:30')
})

test('an instant near midnight belongs to the day in China', () => {
  expect(day('2026-12-31T16:30:00Z', now)).toBe('2027年1月1日')
})

test('promises, visits, sizes and kinds are said in words', () => {
  expect([promised(0), promised(3), promised(null)]).toEqual(['当场办结', '3 个工作日', '以部门答复为准'])
  expect([visits(0), visits(2)]).toEqual(['不用跑', '跑 2 次'])
  expect([size(5 * 1024 * 1024), size(300 * 1024)]).toEqual(['5 MB', '300 KB'])
  expect(kinds(['image/jpeg', 'image/png', 'application/pdf'])).toBe('JPG、PNG、PDF')
})

test('a source without a date is named alone, and no source is nothing', () => {
  expect(sourced({ name: '您的账号', as_of: null }, String)).toBe('来自您的账号')
  expect(sourced(null, String)).toBe('')
})

test('a promise is compared with the law only in the same unit', () => {
  const limits = { promise_days: 5, promise_unit: '工作日', legal_days: 20, legal_unit: '工作日' }
  expect(faster(limits)).toBe(15)
  expect(faster({ ...limits, legal_unit: '自然日' })).toBe(0)
  expect(faster({ ...limits, legal_days: null })).toBe(0)
  expect(faster({ ...limits, promise_days: 30 })).toBe(0)
  expect(lasting(30, '自然日')).toBe('30 天')
  expect(lasting(0, '工作日')).toBe('当场办结')
})
