/** Certificate rules in words: ladders, channels, what the time machine found, and what still stands between a draft and its publication. Pure. */

import type { Answer } from '@zhiban/api'
import type { Sign } from './states'

export type Rule = Answer<'get', '/operator/rules/{code}'>
export type RuleRow = Answer<'get', '/operator/rules'>['items'][number]
export type Side = Rule['side']
export type Content = Side['content']
export type Rung = Content['rungs'][number]
export type Trial = Side['trials'][number]
export type Run = Answer<'get', '/operator/rules/{code}/simulations'>['items'][number]
export type Notice = Answer<'post', '/operator/calendar'>

export const CHANNEL_TEXT: Record<string, string> = { wechat: '微信', official: '公众号', sms: '短信', inbox: '收件箱', email: '邮件' }
export const HELD_TEXT: Record<string, string> = { night: '夜间不打扰', festival: '节假日顺延', budget: '本周已够多，顺延' }
export const RULE_TEXT: Record<string, string> = { opening: '开始可办', expiring: '临近期限', annual: '年度或定期办理' }
export const CONFIDENCE: Record<string, string> = { A: '查过法条', B: '查过别处', C: '凭记忆，待核' }
export const confidenceSign = (word: string): Sign =>
  word === 'A' ? { tone: 'good', shape: 'check' } : word === 'B' ? { tone: 'quiet', shape: 'check' } : { tone: 'warn', shape: 'alert' }

export const rungText = (days: number | null): string => (days === null ? '开始可办当天' : days === 0 ? '最后一天' : `最后期限前 ${days} 天`)

const PERIOD = /^([PE])(\d{1,4})(WD|D|M)$/
const UNIT: Record<string, string> = { D: '日', M: '个月', WD: '个工作日' }
/** `P90D` → 90日前; an empty text has its own words. */
export function periodText(text: string, empty: string): string {
  const found = PERIOD.exec(text)
  if (found && Number(found[2]) === 0) return '到期当天'
  return !text ? empty : found ? `${found[1] === 'E' ? '期满后' : '期满前'} ${found[2]} ${UNIT[found[3]!]}` : text
}

const json = (value: unknown): string => JSON.stringify(value)
/** A value of a difference as it is read. */
export function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (field === 'rungs') return (value as Rung[]).map((rung) => `${rungText(rung.days)} ${CHANNEL_TEXT[rung.channel] ?? rung.channel}`).join('\n')
  if (field === 'live') return value ? '提醒' : '不提醒'
  if (field === 'opens' || field === 'closes') return periodText(String(value), '')
  if (field === 'confidence') return CONFIDENCE[String(value)] ?? String(value)
  if (field === 'cases') return `${(value as unknown[]).length} 条`
  return typeof value === 'string' ? value : json(value)
}

/** What must still be done before a second person may publish, and whether it is done. */
export function steps(rule: Rule, runs: Run[], catchUp: string): { text: string; done: boolean }[] {
  const draft = rule.draft
  if (!draft) return []
  const failing = draft.side.trials.filter((trial) => !trial.passed).length
  const ran = runs.some((run) => run.digest === draft.digest && run.rule_number === rule.number && run.catch_up === catchUp && run.finished_at && !run.error)
  return [
    { text: failing ? `${failing} 条用例不通过` : `${draft.side.trials.length} 条用例全部通过`, done: !failing },
    { text: ran ? '时间机器已试运行这份草稿' : '时间机器还没有试运行这份草稿', done: ran },
    { text: draft.mine ? '要由没有改过它的同事来发布' : '您没有改过它，可以发布', done: !draft.mine },
  ]
}

/** Bars of a chart: at most `most` of them, days joined where there are more. */
export function bars(days: Record<string, number[]>, from: string, length: number, most = 60): { label: string; draft: number; live: number }[] {
  const width = Math.max(1, Math.ceil(length / most))
  const first = Date.parse(`${from}T00:00:00Z`)
  const found = Array.from({ length: Math.ceil(length / width) }, (_, step) => ({
    label: new Date(first + step * width * 86_400_000).toISOString().slice(0, 10), draft: 0, live: 0,
  }))
  for (const [day, [draft = 0, live = 0]] of Object.entries(days)) {
    const bar = found[Math.floor((Date.parse(`${day}T00:00:00Z`) - first) / 86_400_000 / width)]
    if (bar) [bar.draft, bar.live] = [bar.draft + draft, bar.live + live]
  }
  return found
}
