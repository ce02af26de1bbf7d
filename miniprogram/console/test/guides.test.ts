/** A tree walked before it is published, holes and circles included; a form told as what was changed. */

import { expect, test } from 'vitest'
import { changed, formOf, POINT_FIELDS } from '../src/words/editing'
import { answersBefore, walk, type Preview } from '../src/words/guides'

const answer = (value: string, to: string) => ({ value, say: value, to })
const question = (key: string, ...to: string[]) => ({ key, ask: `${key}？`, hint: '', kind: 'yes_no' as const, unit: '', answers: ['是', '否'].map((value, at) => answer(value, to[at]!)) })
const leaf = (key: string) => ({ key, name: key, materials: [], sections: [], fee: '', days: 1, visits: 0, note: '', law: '' })
const tree: Preview = { start: 'a', questions: [question('a', 'b', 'end'), question('b', 'hole', 'a')], leaves: [leaf('end')] }

test('answers lead to the next question, and in the end to a situation', () => {
  expect(walk(tree, {}).question?.key).toBe('a')
  expect(walk(tree, { a: '否' }).leaf?.key).toBe('end')
  expect(walk(tree, { a: '是' }).path.map(({ said }) => said)).toEqual(['是'])
})

test('a hole and a circle end the walk', () => {
  expect(walk(tree, { a: '是', b: '是' })).toMatchObject({ leaf: undefined })
  const round = walk(tree, { a: '是', b: '否' })
  expect(round.leaf ?? round.question).toBeUndefined()
})

test('answering again forgets what came after', () => {
  const { path } = walk(tree, { a: '是' })
  expect(answersBefore(path, 'a')).toEqual({})
})

test('a form tells what was changed alone, lists line by line', () => {
  const before = formOf(POINT_FIELDS, { name: '大厅', services: ['police'], closed: false })
  expect(changed(POINT_FIELDS, before, { ...before, services: 'police\n\n IT024 ', closed: true })).toEqual({ services: ['police', 'IT024'], closed: true })
})
