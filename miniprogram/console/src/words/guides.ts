/** Guides under edit: their kinds, the walk through a tree that is not published yet, and what a new text begins with. Pure. */

import type { Answer } from '@zhiban/api'

export type Guide = Answer<'get', '/operator/guides/{kind}/{code}'>
export type Checked = Answer<'post', '/operator/guides/{kind}/{code}/check'>
export type Preview = NonNullable<Checked['preview']>
export type Kind = Guide['kind']
type Question = Preview['questions'][number]
type Leaf = Preview['leaves'][number]
export interface Step {
  question: Question
  said: string
  value: string
}

export const KINDS: { value: Kind; text: string }[] = [{ value: 'tree', text: '情形' }, { value: 'bundle', text: '一件事' }]
export const kindOf = (text: string): Kind => (text === 'bundle' ? 'bundle' : 'tree')

/** Where the answers lead: the way there, then the next question or the situation. Nothing where the tree has a hole. */
export function walk(tree: Preview, answers: Record<string, string>): { path: Step[]; question?: Question; leaf?: Leaf } {
  const path: Step[] = []
  let at = tree.start
  // A tree under edit may lead in a circle: no walk is longer than there are questions.
  for (let steps = 0; steps <= tree.questions.length; steps += 1) {
    const question = tree.questions.find(({ key }) => key === at)
    if (!question) return { path, leaf: tree.leaves.find(({ key }) => key === at) }
    const answer = question.answers.find(({ value }) => value === answers[question.key])
    if (!answer) return { path, question }
    path.push({ question, said: answer.say, value: answer.value })
    at = answer.to
  }
  return { path }
}

/** The answers up to a question, so that it is asked again. */
export function answersBefore(path: Step[], key: string): Record<string, string> {
  const end = path.findIndex(({ question }) => question.key === key)
  return Object.fromEntries(path.slice(0, end < 0 ? path.length : end).map(({ question, value }) => [question.key, value]))
}

export const BEGUN: Record<Kind, string> = {
  tree: `usual: {materials: [], sections: [申请人], fee: 不收费, days: 5, visits: 1}
questions:
  first: {ask: 本人来办吗？, answers: {是: self, 否: agent}}
leaves:
  self: {name: 本人办理}
  agent: {name: 委托他人办理, note: 带上委托书}
`,
  bundle: `name: 新的一件事
audience: citizen
stage: 生活
source: 自编
source_confidence: L
lead_dept: 政务服务管理
trigger: ''
note: ''
members:
- {item: IT024, name: 居民身份证首次申领}
`,
}
export const HELP: Record<Kind, string[]> = {
  tree: [
    'questions 是问题，leaves 是情形。每个问题：ask 问什么，hint 提示，answers 回答。',
    '回答写成 值: [说法, 去哪里]，或 值: 去哪里。是非题的值是 是、否；选择题先用 of 列全；数字题用 unit 写单位，值写 0-15、16+。',
    '情形：name、materials、sections、fee、days（工作日）、visits、note、law；没写的用 usual 里的，plus 和 without 增减材料。',
  ],
  bundle: ['members 是一起办的事项，写编码和目录里的名称。audience 写 citizen 或 enterprise，来源可信度写 S、H 或 L。'],
}
