/** A tree of questions, walked forth and back. */
import { expect, test } from 'vitest'
import { walked, type Question } from '@/words/conversation'

const ask = (key: string, ...answers: [string, string][]): Question => ({
  key,
  ask: `${key}？`,
  hint: '',
  answers: answers.map(([value, to]) => ({ value, say: value, to })),
})
const questions = [ask('age', ['未满16', 'lost'], ['16以上', 'done']), ask('lost', ['是', 'police'], ['否', 'done'])]

test('the first question is asked when nothing was said', () => {
  expect(walked('age', questions, {}).asked?.key).toBe('age')
})

test('an answer leads to the next question, the last one to the end', () => {
  const half = walked('age', questions, { age: '未满16' })
  expect(half.asked?.key).toBe('lost')
  expect(half.passed.map(({ answer }) => answer.say)).toEqual(['未满16'])
  expect(walked('age', questions, { age: '未满16', lost: '是' })).toMatchObject({ asked: null, end: 'police' })
})

test('an answer given before going another way does no harm', () => {
  const other = walked('age', questions, { age: '16以上', lost: '是' })
  expect(other).toMatchObject({ asked: null, end: 'done' })
  expect(other.passed).toHaveLength(1)
})

test('an answer that its question does not know is asked again', () => {
  expect(walked('age', questions, { age: '不知道' }).asked?.key).toBe('age')
})

test('a tree that turns in circles is left', () => {
  const circle = [ask('a', ['x', 'b'], ['y', 'a']), ask('b', ['x', 'a'], ['y', 'b'])]
  expect(walked('a', circle, { a: 'x', b: 'x' }).asked).not.toBeNull()
})
