/** The steps of a service say nothing that its limits and visits do not. */
import { expect, test } from 'vitest'
import { stepsOf } from '@/words/steps'

const service = {
  steps: '', department: '公安', visits: 1, result: '居住证', promise_days: 5, promise_unit: '工作日', decided_at_once: false, why_not: null,
}
const lines = (part: object = {}) => stepsOf({ ...service, ...part }).map(({ line, note }) => line + note)

test('what is written is what is shown, a line a step', () => {
  expect(lines({ steps: ' 网上提交\n\n到窗口核验 \n领证' })).toEqual(['网上提交', '到窗口核验', '领证'])
})

test('without it they follow from visits, limit and result', () => {
  expect(lines().join()).toMatch(/到现场 1 次.*公安审核5 个工作日内办结.*拿到居住证/)
  expect(lines({ visits: 0 }).join()).not.toContain('现场')
})

test('a table that may decide at once does not promise that it will', () => {
  expect(lines({ decided_at_once: true }).join()).toContain('其余转人工审核')
})

test('what can not be applied for has no steps made for it', () => {
  expect(lines({ why_not: '这是部门自己做的事。' })).toEqual([])
})
