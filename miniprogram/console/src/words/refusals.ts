/** Why a form was refused, by field: the sentence names the fields, so that it can be understood where nothing can be marked. Pure. */

import type { Problem } from '@zhiban/api'
import { SECTIONS } from './catalogue'
import { CODE_FIELD, POINT_FIELDS, POLICY_FIELDS } from './editing'

type Errors = Problem['errors']
const LABELS: Record<string, string> = {
  ...Object.fromEntries([...SECTIONS.flatMap((one) => one.fields), ...POLICY_FIELDS, ...POINT_FIELDS, CODE_FIELD].map(({ key, label }) => [key, label.split('：')[0]])),
  region: '地区', state: '状态', verified: '核实', closed: '状态', audience: '服务对象', drafts: '草稿', kind: '类别', channel: '渠道', cursor: '页码', after: '页码', page: '页码', q: '搜索词', text: '叫法',
  explanation: '推荐理由', condition: '条件', priority: '优先级', valid_from: '开始日期', valid_until: '结束日期', regions: '地区代码', stage: '主题', personas: '试算的人', facts: '试算的人',
  body: '正文', subject: '标题', recipients: '收件人', values: '要填的内容', daily_limit: '每日上限', minute_limit: '每分钟上限', guests: '名单', person: '操作员', day: '日期', reason: '理由', words: '内容', result: '结果',
  reply: '答复', outcome: '结果', law: '依据', rungs: '提醒阶梯', days: '天数', latitude: '纬度', longitude: '经度', division: '区划', fee: '收费', hours: '办理时间',
  id: '地址里的编号', password: '密码', username: '用户名', kinds: '类别', theme: '主题', department: '部门', until: '结束日期', from_on: '开始日期', level: '评价', label: '内容',
}

/** The part of a form that the API means: `content.personas.0.facts` is the people's, `services.2` the services'. */
export function keyOf(field: string, known: (key: string) => boolean = (key) => key in LABELS): string {
  const parts = field.split('.').filter((part) => !/^\d+$/.test(part))
  return parts.find(known) ?? parts[parts.length - 1] ?? field
}

/** Which fields are wrong, and how. */
export const wrongBy = (errors: Errors, known?: (key: string) => boolean): Record<string, string> =>
  Object.fromEntries([...errors].reverse().map(({ field, detail }) => [keyOf(field, known), detail]))

/** A payload's faults in one sentence; `labels` are what the form at hand calls its fields. */
export function toldBy(errors: Errors, labels: Record<string, string> = {}): string {
  const names = { ...LABELS, ...labels }
  const lines = errors.map(({ field, detail }) => {
    const label = names[keyOf(field, (key) => key in names)]
    return label ? `「${label}」${detail}` : `有一项填写不正确：${detail}`
  })
  return [...new Set(lines)].slice(0, 3).join('')
}
