/** Scenes in words: where each stands, and what a persona came to. Pure. */

import type { Answer } from '@zhiban/api'
import type { Sign } from './states'

export type SceneRow = Answer<'get', '/operator/scenes'>['items'][number]
export type Scene = Answer<'get', '/operator/scenes/{code}'>
export type Content = Scene['content']
export type Check = Answer<'post', '/operator/scenes/{code}/check'>

export const STATUS_TEXT: Record<string, string> = { live: '推荐中', ready: '未启用', waiting: '待补充' }
export const EXPECT_TEXT: Record<string, string> = { fits: '符合', fails: '不符合', silent: '不知道，不推荐' }
export const FIELD_TEXT: Record<string, string> = { condition: '条件', services: '事项', personas: '试算的人', content: '内容' }
export const AUDIENCE_TEXT: Record<string, string> = { citizen: '个人', enterprise: '企业' }
export const UNIT_TEXT: Record<string, string> = { citizen: '人', enterprise: '家企业' }

export const statusSign = (status: string): Sign =>
  status === 'live' ? { tone: 'good', shape: 'check' } : status === 'ready' ? { tone: 'quiet', shape: 'pause' } : { tone: 'warn', shape: 'clock' }

/** A line for each persona: what is expected, then the facts. */
export const peopleText = (people: Content['personas']): string => people.map((one) => `${EXPECT_TEXT[one.expect]}：${one.facts}`).join('\n')

/** Back from the lines; a line without a known word counts as one that fits, and the check then says what is wrong. */
export function peopleOf(text: string): Content['personas'] {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean)
  return lines.map((line) => {
    const [word, ...rest] = line.split('：')
    const expect = (['fits', 'fails', 'silent'] as const).find((one) => EXPECT_TEXT[one] === word)
    return expect ? { expect, facts: rest.join('：') } : { expect: 'fits' as const, facts: line }
  })
}
