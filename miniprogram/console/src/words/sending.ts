/** Words of the sending desk. */

import type { Sign } from './states'

const STATUS: Record<string, Sign> = {
  created: { tone: 'busy', shape: 'clock' },
  sending: { tone: 'busy', shape: 'dots' },
  delivered: { tone: 'good', shape: 'check' },
  'permanent-failure': { tone: 'bad', shape: 'cross' },
  'temporary-failure': { tone: 'warn', shape: 'alert' },
  'technical-failure': { tone: 'bad', shape: 'alert' },
}
export const statusSign = (status: string): Sign => STATUS[status] ?? { tone: 'quiet', shape: 'dots' }

export const KINDS: Record<string, string> = { sms: '短信', email: '邮件' }
export const KEY_KINDS = [
  { value: 'normal', text: '正式：可以发给任何人' },
  { value: 'team', text: '仅名单内：只能发给名单里的号码和邮箱' },
  { value: 'test', text: '测试：什么也不发出，只模拟结果' },
]
export const WEIGHTS = [
  { value: 'ordinary', text: '普通：避开夜间、节假日和每周上限' },
  { value: 'wanted', text: '本人办事所需：只避开夜间' },
]
export const TOPICS = [
  { value: '', text: '不属于任何主题' },
  { value: 'policy', text: '政策通知' },
  { value: 'suggestion', text: '服务推荐' },
  { value: 'case', text: '办件进度' },
  { value: 'certificate', text: '证照到期' },
  { value: 'survey', text: '评价与调查' },
]

/** One recipient a line, or separated by commas of any kind. */
export const recipientsOf = (text: string): string[] => text.split(/[\n,，;；、]+/).map((one) => one.trim()).filter(Boolean)

const CHANNEL: Record<string, string> = { wechat: '微信', sms: '短信' }
const FIELDS: Record<string, string> = {
  thing: '文字', date: '日期', time: '时间', phrase: '状态', character_string: '编号', name: '名称', certificate: '证照', advice: '怎么办', service: '事项',
  progress: '进展', title: '标题', summary: '摘要', state: '状态', number: '编号',
}
/** A field of a message's template in words: thing1 of WeChat's is its first line of text. */
export function wordLabel(channel: string, key: string): string {
  const [, kind = key, place = ''] = /^(.*?)(\d*)$/.exec(key) ?? []
  return `${CHANNEL[channel] ?? channel} ${FIELDS[kind] ?? kind}${place && ` ${place}`}`
}
