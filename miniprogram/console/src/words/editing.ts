/** Policies and points as forms: their fields in order, and what was changed in them. Pure. */

import type { Answer } from '@zhiban/api'

export type Policy = Answer<'get', '/operator/policies/{code}'>
export type Point = Answer<'get', '/operator/points/{code}'>
export type Value = string | boolean | number | string[]
export type Form = Record<string, string | boolean>
export interface EditField {
  key: string
  label: string
  /** `lines` is a list, one a line. */
  kind: 'line' | 'area' | 'lines' | 'choice' | 'yes' | 'number'
  /** What can be chosen, where it isn't what the page's other choices are. */
  choices?: { value: string; text: string }[]
  hint?: string
}

export const POLICY_FIELDS: EditField[] = [
  { key: 'title', label: '标题', kind: 'line' },
  { key: 'theme', label: '主题', kind: 'choice' },
  { key: 'for_citizens', label: '面向个人', kind: 'yes' },
  { key: 'for_enterprises', label: '面向企业', kind: 'yes' },
  { key: 'summary', label: '一句话说明', kind: 'area' },
  { key: 'gives', label: '能得到什么', kind: 'area' },
  { key: 'who', label: '谁能享受', kind: 'area' },
  { key: 'how', label: '怎么办', kind: 'area', hint: '一步一行' },
  { key: 'place', label: '在哪里办', kind: 'area' },
  { key: 'basis', label: '依据', kind: 'lines', hint: '一部法或一个文件一行' },
  { key: 'services', label: '相关事项', kind: 'lines', hint: '事项编码，一个一行' },
  { key: 'withdrawn', label: '已撤下：市民看不到也搜不到，内容留着，取消勾选就恢复', kind: 'yes' },
]
export const POINT_FIELDS: EditField[] = [
  { key: 'name', label: '名称', kind: 'line' },
  { key: 'address', label: '地址', kind: 'line' },
  { key: 'phone', label: '电话', kind: 'line' },
  { key: 'hours', label: '开放时间', kind: 'line', hint: '例如：workday 09:00-12:00 13:30-17:00; saturday 09:00-12:00（还可写 sunday、holiday）' },
  { key: 'note', label: '时间说明', kind: 'line', hint: '例如：周六上午有人值班' },
  { key: 'services', label: '能办什么', kind: 'lines', hint: '部门编码、事项编码或主题，一个一行' },
  { key: 'accessible', label: '轮椅可以到达和使用', kind: 'yes' },
  { key: 'closed', label: '暂停开放', kind: 'yes' },
  { key: 'withdrawn', label: '已撤下：市民看不到也搜不到，内容留着，取消勾选就恢复', kind: 'yes' },
]

/** What something new is asked for first: its code, which never changes. */
export const CODE_FIELD: EditField = { key: 'code', label: '编号', kind: 'line', hint: '小写字母、数字和短横，定了就不能改，例如 warm-homes' }

export const fresh = (fields: EditField[]): EditField[] => fields.filter(({ key }) => key !== 'withdrawn')

/** A thing with nothing in it yet. */
export const EMPTY = { verified: false, verified_at: null, verified_by: '' }

const shown = (kind: EditField['kind'], value: Value | undefined): string | boolean =>
  Array.isArray(value) ? value.join('\n') : typeof value === 'number' ? String(value) : (value ?? (kind === 'yes' ? false : ''))

export function formOf(fields: EditField[], thing: object): Form {
  const values = thing as Record<string, Value>
  return Object.fromEntries(fields.map(({ key, kind }) => [key, shown(kind, values[key])])) as Form
}

/** The changed fields as the API takes them. */
export function changed(fields: EditField[], before: Form, after: Form): Record<string, Value> {
  const differ = fields.filter(({ key }) => before[key] !== after[key])
  return Object.fromEntries(differ.map(({ key, kind }) => [key, kind === 'lines' ? linesOf(String(after[key])) : kind === 'number' ? Number(after[key]) : after[key]])) as Record<string, Value>
}

export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean)
