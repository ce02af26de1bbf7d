/** What a service says, as a form: its fields in order, read from a draft, and what was changed in them. Pure. */

import type { Answer } from '@zhiban/api'

export type Operated = Answer<'get', '/operator/services/{code}'>
export type Listed = Answer<'get', '/operator/services'>['items'][number]
export type Report = Answer<'post', '/operator/imports'>
export type Content = Operated['content']
export type Change = Answer<'get', '/operator/services/{code}/difference'>['items'][number]
export type Variant = Answer<'get', '/operator/services/{code}/variants'>['items'][number]
export type Parts = Pick<Variant, 'fee' | 'address' | 'hours' | 'phone' | 'verified'>
export type Material = Required<Content['materials'][number]>
export interface Choice {
  value: string
  text: string
}
type Kind = 'line' | 'area' | 'count' | 'choice' | 'yes' | 'perhaps' | 'materials'
export interface Field {
  key: keyof Content
  label: string
  kind: Kind
  /** Departments and themes come from the catalogue itself, so they are not written here. */
  choices?: string[] | 'departments' | 'themes'
  hint?: string
  needed?: boolean
}
export type Form = Record<string, string | boolean | Material[]>
export type Changes = Record<string, string | boolean | number | null | Material[]>

/** All that a place may have otherwise than the service itself. */
export const PARTS: { key: 'fee' | 'address' | 'hours' | 'phone'; label: string; longest: number; width: string }[] = [
  { key: 'fee', label: '收费', longest: 40, width: '100px' },
  { key: 'address', label: '窗口地址', longest: 200, width: '30%' },
  { key: 'hours', label: '办理时间', longest: 100, width: '22%' },
  { key: 'phone', label: '咨询电话', longest: 30, width: '120px' },
]

const UNITS = ['工作日', '自然日']
export const STATUSES = ['在用', '暂停', '取消']
export const TYPES = ['行政许可', '行政确认', '行政给付', '行政裁决', '行政奖励', '其他行政权力', '公共服务', '行政处罚', '行政强制', '行政征收', '行政检查']

export const SECTIONS: { title: string; fields: Field[] }[] = [
  {
    title: '基本信息',
    fields: [
      { key: 'name', label: '事项名称', kind: 'line', needed: true },
      { key: 'plain_name', label: '通俗名称', kind: 'line', hint: '市民看得懂的短名字，可不填' },
      { key: 'item_type', label: '事项类型', kind: 'choice', choices: TYPES },
      { key: 'department_code', label: '办理部门', kind: 'choice', choices: 'departments' },
      { key: 'theme', label: '主题', kind: 'choice', choices: 'themes' },
      { key: 'for_citizens', label: '面向个人', kind: 'yes' },
      { key: 'for_enterprises', label: '面向企业', kind: 'yes' },
      { key: 'handling', label: '办件类型', kind: 'choice', choices: ['', '即办件', '承诺件'] },
      { key: 'status', label: '事项状态', kind: 'choice', choices: STATUSES },
      { key: 'verified', label: '已核实', kind: 'yes', hint: '没有核实的内容，市民看到时标为“示例”' },
    ],
  },
  {
    title: '时限、次数和收费',
    fields: [
      { key: 'legal_days', label: '法定办结时限', kind: 'count' },
      { key: 'legal_unit', label: '法定时限单位', kind: 'choice', choices: UNITS },
      { key: 'promise_days', label: '承诺办结时限', kind: 'count' },
      { key: 'promise_unit', label: '承诺时限单位', kind: 'choice', choices: UNITS },
      { key: 'visits', label: '到现场次数', kind: 'count' },
      { key: 'fee', label: '收费', kind: 'line', hint: '例如：不收费' },
      { key: 'fee_basis', label: '收费依据', kind: 'line' },
    ],
  },
  {
    title: '条件和依据',
    fields: [
      { key: 'conditions', label: '受理条件', kind: 'area' },
      { key: 'legal_basis', label: '设定依据', kind: 'area' },
      { key: 'steps', label: '办理流程', kind: 'area', hint: '一行一步；不写，市民看到的步骤由承诺时限、到现场次数和结果整理而成' },
    ],
  },
  {
    title: '在哪里办',
    fields: [
      { key: 'address', label: '办理地点', kind: 'line' },
      { key: 'hours', label: '办理时间', kind: 'line' },
      { key: 'phone', label: '咨询电话', kind: 'line' },
      { key: 'supervise_phone', label: '监督电话', kind: 'line' },
      { key: 'online_depth', label: '办理深度', kind: 'choice', choices: ['', '互联网咨询', '收件', '预审', '受理', '办理', '结果反馈'] },
      { key: 'courier', label: '可否快递', kind: 'perhaps' },
    ],
  },
  {
    title: '办理结果',
    fields: [
      { key: 'result', label: '办理结果', kind: 'line' },
      { key: 'result_type', label: '结果证照类型', kind: 'line', hint: '证照类型编码，例如 ZJCT001；不发证照就不填' },
    ],
  },
  { title: '申请材料', fields: [{ key: 'materials', label: '申请材料', kind: 'materials' }] },
]
const FIELDS = SECTIONS.flatMap((section) => section.fields)
const LINE = /^([\s\S]*?)(（免提交）)?(?:，来源：([\s\S]*))?$/

/** The published content with the draft's changes laid over it. They come in words, as people read them. */
export function drafted(content: Content, difference: Change[]): Content {
  const laid: Record<string, unknown> = { ...content }
  for (const change of difference) {
    const field = FIELDS.find(({ key }) => key === change.field)
    if (field) laid[field.key] = unworded(field.kind, change.after)
  }
  return laid as unknown as Content
}

function unworded(kind: Kind, words: string): unknown {
  if (kind === 'count') return words === '' ? null : Number(words)
  if (kind === 'yes') return words === '是'
  if (kind === 'perhaps') return words === '' ? null : words === '是'
  if (kind !== 'materials') return words
  return words.split('\n').filter(Boolean).map((line) => {
    const [, name = '', waived, source = ''] = LINE.exec(line) ?? []
    return { name, prefillable: Boolean(waived), source }
  })
}

/** The content as fields hold it while they are edited: numbers and "unknown" are text there. */
export function formOf(content: Content): Form {
  return Object.fromEntries(FIELDS.map(({ key, kind }) => [key, held(kind, content[key])]))
}

function held(kind: Kind, value: unknown): Form[string] {
  if (kind === 'materials') return (value as Content['materials']).map(({ name, prefillable = false, source = '' }) => ({ name, prefillable, source }))
  if (kind === 'perhaps') return value === null ? '' : value ? '是' : '否'
  if (kind === 'yes') return Boolean(value)
  return value === null || value === undefined ? '' : String(value)
}

/** What differs between two states of the form, as the API takes it, and the fields that can't be taken as they are. */
export function changesBetween(before: Form, after: Form): { changes: Changes; wrong: Record<string, string> } {
  const changes: Changes = {}
  const wrong: Record<string, string> = {}
  for (const field of FIELDS) {
    const value = after[field.key]
    if (JSON.stringify(value) === JSON.stringify(before[field.key])) continue
    const reason = reasonAgainst(field, value)
    if (reason) wrong[field.key] = reason
    else changes[field.key] = told(field.kind, value!)
  }
  return { changes, wrong }
}

function reasonAgainst({ kind, label, needed }: Field, value: Form[string] | undefined): string {
  if (needed && !String(value).trim()) return `请填写${label}。`
  if (kind === 'count' && !/^\d*$/.test(String(value).trim())) return '请填整数，不知道就留空。'
  if (kind === 'materials' && (value as Material[]).some(({ name }) => !name.trim())) return '有材料没有名称，请填写或删去这一项。'
  return ''
}

function told(kind: Kind, value: Form[string]): Changes[string] {
  if (kind === 'count') return String(value).trim() === '' ? null : Number(value)
  if (kind === 'perhaps') return value === '' ? null : value === '是'
  return value
}

/** One field in words, for reading. */
export function valueText(field: Field, content: Content, named: (value: string) => string = (value) => value): string {
  const value = held(field.kind, content[field.key])
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value !== 'string') return ''
  return value ? (field.choices === 'departments' ? named(value) : value) : '—'
}

/** What a dry run found, in a sentence. */
export function reportText({ rows, created, updated, unchanged, fault_count: faults, applied }: Report): string {
  if (faults) return `共 ${rows} 行，发现 ${faults} 处错误。请改好后重新选择文件，现在什么都没有改动。`
  const parts = `新增 ${created} 项，更新 ${updated} 项，${unchanged} 项没有变化`
  if (applied) return `已导入 ${rows} 行：${parts}。`
  if (!created && !updated) return `共 ${rows} 行，和现有内容完全一样，不用导入。`
  return `共 ${rows} 行，没有错误。导入后将${parts}。`
}
