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

export type Coverage = Answer<'get', '/operator/scenes/coverage'>

/** Whom a scene fits: a live one that fits nobody works, one that can't be read doesn't, and one that isn't live isn't counted. */
export const fitsText = (row: Pick<SceneRow, 'audience' | 'fault' | 'status'>, fits: number | undefined): string =>
  row.fault ? '无法计算' : row.status !== 'live' ? '—' : fits === undefined ? '…' : fits ? `${fits.toLocaleString('zh-CN')} ${UNIT_TEXT[row.audience]}` : '没有'

/** Among how many they were counted. */
export function coverageText(covered: Coverage | null, problem: string): string {
  if (!covered) return problem ? '“符合”这次没有算出来，可以刷新再试。' : '“符合”正在计算。'
  const some = (count: number, unit: string) => (count >= covered.most ? `前 ${count.toLocaleString('zh-CN')} ${unit}` : `${count.toLocaleString('zh-CN')} ${unit}`)
  return `“符合”在${some(covered.people, '人')}、${some(covered.enterprises, '家企业')}中试算，“没有”是条件正常、只是现在没有人符合。`
}

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

/** What must still be so before a second person may publish, and whether it is; `check` is null while it could not be done. */
export function steps(mine: boolean, check: Check | null, dirty: boolean): { text: string; done: boolean }[] {
  const failing = check?.trials.filter((one) => !one.passed).length ?? 0
  const faults = check?.faults.filter((one) => one.field !== 'personas').length ?? 0
  return [
    { text: !check ? '还没有检查过' : faults ? `${faults} 处内容不能用` : '条件、事项和地区都能用', done: Boolean(check) && !faults },
    {
      text: !check?.trials.length ? '还没有试算' : failing ? `${failing} 个试算的人不对` : check.faults.length > faults ? '试算的人不够' : `${check.trials.length} 个试算的人都对`,
      done: Boolean(check?.trials.length) && check!.faults.length === faults,
    },
    { text: mine ? '要由没有改过它的同事来发布' : '您没有改过它，可以发布', done: !mine },
    ...(dirty ? [{ text: '有没保存的修改', done: false }] : []),
  ]
}
