/** A refused form says which fields are wrong, whether or not it can mark them. */

import { Problem } from '@zhiban/api'
import { expect, test } from 'vitest'
import { sentenceOf } from '../src/session/client'
import { keyOf, wrongBy } from '../src/words/refusals'

const refused = (...errors: [string, string][]) =>
  new Problem({ status: 422, code: 'request.invalid', detail: '有内容填写不正确，请检查标出的地方。', errors: errors.map(([field, detail]) => ({ field, detail })) })

test('a payload refused is told by its fields, each once, never by marks that may not be there', () => {
  expect(sentenceOf(refused(['content.explanation', '内容太长了，请删减一些。'], ['content.personas.0.facts', '请填写这一项。'], ['content.personas.3.facts', '请填写这一项。']))).toBe(
    '「推荐理由」内容太长了，请删减一些。「试算的人」请填写这一项。',
  )
  expect(sentenceOf(refused(['colour', '不认识这一项。']))).toBe('有一项填写不正确：不认识这一项。')
})

test('a form may call its fields otherwise', () => {
  expect(sentenceOf(refused(['address', '内容太长了，请删减一些。']), { address: '窗口地址' })).toBe('「窗口地址」内容太长了，请删减一些。')
})

test('a refusal of the house keeps its own sentence, and marks its field', () => {
  const problem = new Problem({ status: 422, code: 'point.hours', detail: '开放时间写得不对。', errors: [{ field: 'hours', detail: '开放时间写得不对。' }] })
  expect(sentenceOf(problem)).toBe('开放时间写得不对。')
  expect(wrongBy(problem.errors)).toEqual({ hours: '开放时间写得不对。' })
})

test('lists and parts lead to the field of the form', () => {
  expect([keyOf('services.2'), keyOf('content.valid_from'), keyOf('rungs.0.days')]).toEqual(['services', 'valid_from', 'rungs'])
})
