/** The learned order in words. */

import type { Worth } from '@zhiban/api'
import type { Sign } from './states'

const STATES: Record<string, { sign: Sign; text: string }> = {
  training: { sign: { tone: 'busy', shape: 'dots' }, text: '训练中' },
  ready: { sign: { tone: 'quiet', shape: 'minus' }, text: '未启用' },
  live: { sign: { tone: 'good', shape: 'check' }, text: '启用中' },
  failed: { sign: { tone: 'bad', shape: 'cross' }, text: '没有成功' },
}
export const stateOf = (state: string) => STATES[state] ?? STATES.ready!

const PARTS: Record<string, string> = { ease: '按办过的事项', profile: '加上画像', ridge: '为新来的人' }
export const partName = (name: string): string => PARTS[name] ?? name

/** A share of those before it, in whole per cent. */
export const share = (part: number, whole: number): string => (whole ? `${part.toLocaleString()}（${Math.round((part / whole) * 100)}%）` : String(part))

type Verdict = Worth['verdict']
const SAID: Record<Verdict, { sign: Sign; text: string }> = {
  synthetic: { sign: { tone: 'quiet', shape: 'minus' }, text: '演示数据' },
  few: { sign: { tone: 'quiet', shape: 'dots' }, text: '人太少' },
  none: { sign: { tone: 'quiet', shape: 'minus' }, text: '看不出差别' },
  more: { sign: { tone: 'good', shape: 'check' }, text: '推送有用' },
  less: { sign: { tone: 'warn', shape: 'alert' }, text: '推送的反而少' },
}
export const worthSign = (verdict: Verdict) => SAID[verdict]

const percent = (part: number): string => (part * 100).toFixed(1)
/** Counts always; a share only where something may be said of it. */
export function armText({ people, did, low, high }: Worth['told'], verdict: Verdict): string {
  const counts = `${did.toLocaleString()} / ${people.toLocaleString()} 人`
  return verdict === 'synthetic' || verdict === 'few' ? counts : `${counts}，${percent(did / people)}%（${percent(low)}–${percent(high)}）`
}
/** In percentage points. */
export const differenceText = (low: number | null, high: number | null): string => (low === null || high === null ? '—' : `${percent(low)} 至 ${percent(high)} 个百分点`)
