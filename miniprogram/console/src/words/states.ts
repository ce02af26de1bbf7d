/** States in words, with the tone and the sign that go with each: colour is never the only difference. */

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet'
export interface Sign {
  tone: Tone
  /** Name of the shape in StateTag. */
  shape: 'check' | 'cross' | 'alert' | 'clock' | 'dots' | 'arrow' | 'pause' | 'minus' | 'pen'
}
interface Choice {
  value: string
  text: string
}

const DELIVERY: Record<string, Sign> = {
  pending: { tone: 'busy', shape: 'clock' },
  leased: { tone: 'busy', shape: 'clock' },
  sending: { tone: 'busy', shape: 'dots' },
  unknown: { tone: 'warn', shape: 'dots' },
  sent: { tone: 'good', shape: 'check' },
  moved: { tone: 'quiet', shape: 'arrow' },
  uncertain: { tone: 'warn', shape: 'alert' },
  dead: { tone: 'bad', shape: 'cross' },
  held: { tone: 'warn', shape: 'pause' },
  gathered: { tone: 'quiet', shape: 'arrow' },
  cancelled: { tone: 'quiet', shape: 'minus' },
}
const CALL: Record<string, Sign> = {
  open: { tone: 'warn', shape: 'clock' },
  not_reached: { tone: 'warn', shape: 'alert' },
  called: { tone: 'good', shape: 'check' },
  done: { tone: 'good', shape: 'check' },
  moot: { tone: 'quiet', shape: 'minus' },
  number: { tone: 'busy', shape: 'pen' },
}
const CASE: Record<string, Sign> = {
  draft: { tone: 'quiet', shape: 'pen' },
  submitted: { tone: 'busy', shape: 'arrow' },
  accepted: { tone: 'busy', shape: 'dots' },
  correction: { tone: 'warn', shape: 'alert' },
  approved: { tone: 'good', shape: 'check' },
  finished: { tone: 'good', shape: 'check' },
  rejected: { tone: 'bad', shape: 'cross' },
  withdrawn: { tone: 'quiet', shape: 'minus' },
}
const SERVICE: Record<string, Sign> = {
  在用: { tone: 'good', shape: 'check' },
  暂停: { tone: 'warn', shape: 'pause' },
  取消: { tone: 'quiet', shape: 'cross' },
  示例: { tone: 'warn', shape: 'alert' },
  草稿: { tone: 'busy', shape: 'pen' },
}
const UNKNOWN: Sign = { tone: 'quiet', shape: 'dots' }

export const deliverySign = (state: string): Sign => DELIVERY[state] ?? UNKNOWN
export const callSign = (state: string): Sign => CALL[state] ?? UNKNOWN
export const caseSign = (state: string): Sign => CASE[state] ?? UNKNOWN

export const serviceSign = (state: string): Sign => SERVICE[state] ?? UNKNOWN

export const CALL_STATES: Choice[] = [
  { value: 'open', text: '待拨打' }, { value: 'not_reached', text: '没有接通' }, { value: 'called', text: '已通知' },
  { value: 'done', text: '已办结' }, { value: 'moot', text: '不用打了' },
]
export const DELIVERY_STATES: Choice[] = [
  { value: 'dead', text: '需要处理' },
  { value: 'held', text: '等待审核' },
  { value: 'uncertain', text: '无法确认' },
  { value: 'pending', text: '等待发送' },
  { value: 'leased', text: '即将发送' },
  { value: 'sending', text: '发送中' },
  { value: 'unknown', text: '等待回执' },
  { value: 'sent', text: '已送达渠道' },
  { value: 'moved', text: '已改走下一渠道' },
  { value: 'gathered', text: '已并入汇总' },
  { value: 'cancelled', text: '已取消' },
]
export const CHANNELS: Choice[] = [
  { value: 'wechat', text: '微信' },
  { value: 'official', text: '公众号' },
  { value: 'sms', text: '短信' },
  { value: 'email', text: '邮件' },
  { value: 'inbox', text: '收件箱' },
]
export const CASE_STATES: Choice[] = [
  { value: 'draft', text: '待提交' },
  { value: 'submitted', text: '已提交，等待受理' },
  { value: 'accepted', text: '部门办理中' },
  { value: 'correction', text: '需要补正' },
  { value: 'approved', text: '审核通过' },
  { value: 'finished', text: '已办结' },
  { value: 'rejected', text: '未通过' },
  { value: 'withdrawn', text: '已撤回' },
]
/** How a department's shared data comes in. */
export function shareSign(one: { failures: number; closed_until: string | null; waiting: number; answered_at: string | null }): { sign: Sign; text: string } {
  if (one.failures && one.closed_until) return { sign: { tone: 'bad', shape: 'cross' }, text: '取不到，暂停再试' }
  if (one.failures) return { sign: { tone: 'warn', shape: 'alert' }, text: '取不到，正在再试' }
  if (!one.answered_at) return { sign: { tone: 'quiet', shape: 'minus' }, text: '还没有取过' }
  return one.waiting ? { sign: { tone: 'busy', shape: 'dots' }, text: '正在更新' } : { sign: { tone: 'good', shape: 'check' }, text: '正常' }
}
const LETTERS: Record<string, string> = { pending: '等待送往部门', sending: '正在送往部门', sent: '已送达部门', dead: '没有送达部门' }
/** A case decided by the house itself has no letter; one that is still being filled in has none yet. */
export function letterText(letter: string | null, state: string): string {
  if (letter) return LETTERS[letter] ?? letter
  return state === 'draft' ? '提交后送出' : '不需要送部门'
}
export const KINDS: Record<string, string> = { renewal: '换证', application: '申请' }
