/** The learned order in words. */

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
