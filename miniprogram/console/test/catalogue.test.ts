/** A service as a form: read from its draft, and told as what was changed. */

import { expect, test } from 'vitest'
import { changesBetween, drafted, formOf, reportText, SECTIONS, valueText, type Content, type Report } from '../src/words/catalogue'

const content: Content = {
  name: '护士执业注册', plain_name: '', item_type: '行政许可', department_code: 'D01', theme: '职业资格', for_citizens: true, for_enterprises: false,
  handling: '承诺件', legal_days: 20, legal_unit: '工作日', promise_days: null, promise_unit: '工作日', visits: 0, fee: '不收费', fee_basis: '', conditions: '',
  legal_basis: '', steps: '', address: '', hours: '', phone: '', supervise_phone: '', online_depth: '', courier: null, result: '', result_type: '',
  materials: [{ name: '身份证', prefillable: true, source: '公安' }], status: '在用', verified: false,
}
const told = (field: string, after: string) => ({ field, label: field, before: '', after })
const report = (part: Partial<Report>): Report => ({
  name: '清单.csv', digest: '', dry_run: true, applied: false, rows: 3, created: 1, updated: 1, unchanged: 1, fault_count: 0, faults: [], ...part,
})

test('a draft told in words is the content with its values again', () => {
  const changes = [told('promise_days', '5'), told('legal_days', ''), told('courier', '否'), told('verified', '是'), told('name', '护士注册')]
  expect(drafted(content, changes)).toMatchObject({ promise_days: 5, legal_days: null, courier: false, verified: true, name: '护士注册', fee: '不收费' })
})

test('materials of a draft keep name, source and whether they need not be brought', () => {
  const words = '身份证（免提交），来源：公安\n申请表（盖章）\n照片，来源：申请人提供\n证书（免提交）'
  expect(drafted(content, [told('materials', words)]).materials).toEqual([
    { name: '身份证', prefillable: true, source: '公安' },
    { name: '申请表（盖章）', prefillable: false, source: '' },
    { name: '照片', prefillable: false, source: '申请人提供' },
    { name: '证书', prefillable: true, source: '' },
  ])
  expect(drafted(content, [told('materials', '')]).materials).toEqual([])
})

test('a form that nobody touched has no changes', () => {
  expect(changesBetween(formOf(content), formOf(content))).toEqual({ changes: {}, wrong: {} })
})

test('only what was changed is told, unknown as null and numbers as numbers', () => {
  const after = { ...formOf(content), promise_days: '7', legal_days: '', courier: '是', verified: true, fee: '' }
  expect(changesBetween(formOf(content), after).changes).toEqual({ promise_days: 7, legal_days: null, courier: true, verified: true, fee: '' })
})

test('what can not be taken is named: a missing name, a number that is none, a material without a name', () => {
  const after = { ...formOf(content), name: ' ', visits: '一次', materials: [{ name: '', prefillable: false, source: '' }] }
  const { changes, wrong } = changesBetween(formOf(content), after)
  expect([changes, Object.keys(wrong).sort()]).toEqual([{}, ['materials', 'name', 'visits']])
})

test('every field of a service stands in the form exactly once', () => {
  const keys = SECTIONS.flatMap(({ fields }) => fields.map(({ key }) => key))
  expect(keys.sort()).toEqual(Object.keys(content).sort())
})

test('fields are read in words: a department by its name, nothing as a dash', () => {
  const field = (key: string) => SECTIONS.flatMap(({ fields }) => fields).find((one) => one.key === key)!
  expect(valueText(field('department_code'), content, () => '浙江省卫生健康委员会')).toBe('浙江省卫生健康委员会')
  expect([valueText(field('courier'), content), valueText(field('for_citizens'), content), valueText(field('visits'), content)]).toEqual(['—', '是', '0'])
})

test('what an import would do or did is said in one sentence', () => {
  expect(reportText(report({}))).toBe('共 3 行，没有错误。导入后将新增 1 项，更新 1 项，1 项没有变化。')
  expect(reportText(report({ fault_count: 2 }))).toContain('发现 2 处错误')
  expect(reportText(report({ created: 0, updated: 0, unchanged: 3 }))).toContain('不用导入')
  expect(reportText(report({ applied: true }))).toMatch(/^已导入 3 行/)
})
