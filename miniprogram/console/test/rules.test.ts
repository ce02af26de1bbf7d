/** Rules in words: ladders, what stands between a draft and its publication, and bars that lose no day. */

import { describe, expect, it } from 'vitest'
import { bars, periodText, rungText, steps, valueText, type Rule, type Run } from '../src/words/rules'

const draft = { digest: 'd', mine: false, side: { trials: [{ passed: true }] } }
const rule = (more: object) => ({ number: 3, draft: { ...draft, ...more } }) as unknown as Rule
const run = { digest: 'd', rule_number: 3, catch_up: 'none', finished_at: 'now', error: '' } as unknown as Run

describe('rules in words', () => {
  it('names rungs and periods', () => {
    expect([rungText(null), rungText(0), rungText(30)]).toEqual(['开始可办当天', '最后一天', '最后期限前 30 天'])
    expect([periodText('P15WD', ''), periodText('E30D', ''), periodText('', '到期当天')]).toEqual(['期满前 15 个工作日', '期满后 30 日', '到期当天'])
    expect(valueText('rungs', [{ days: 30, channel: 'sms' }])).toBe('最后期限前 30 天 短信')
  })

  it('lets a draft go only with its cases, a run of exactly it, and another pair of eyes', () => {
    expect(steps(rule({}), [run], 'none').every((step) => step.done)).toBe(true)
    expect(steps(rule({}), [run], 'all').map((step) => step.done)).toEqual([true, false, true])
    expect(steps(rule({ digest: 'e' }), [run], 'none').map((step) => step.done)).toEqual([true, false, true])
    expect(steps(rule({ mine: true, side: { trials: [{ passed: false }] } }), [run], 'none').map((step) => step.done)).toEqual([false, true, false])
  })

  it('keeps every reminder when days are joined into bars', () => {
    const days = { '2026-03-01': [3, 1], '2026-05-29': [2, 2], '2027-02-01': [9, 9] }
    const made = bars(days, '2026-03-01', 90, 30)
    expect(made.length).toBe(30)
    expect([made[0]?.draft, made[29]?.live, made.reduce((sum, bar) => sum + bar.draft, 0)]).toEqual([3, 2, 5])
  })
})
