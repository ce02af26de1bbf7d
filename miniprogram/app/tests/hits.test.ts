/** Several offices may have a service of the same name. */
import { expect, test } from 'vitest'
import { shared, stacked } from '@/words/hits'

const hit = (name: string, note: string) => ({ id: name + note, name, matched: name, note })

test('a name that three offices bear is said once, in its place', () => {
  const found = [hit('甲', '1'), hit('乙', '1'), hit('甲', '2'), hit('丙', '1'), hit('甲', '3')]
  expect(stacked(found).map(({ name, hits }) => `${name} ${hits.map(({ note }) => note).join('')}`)).toEqual(['甲 123', '乙 1', '丙 1'])
})

test('two of a name stay two lines, told apart by their offices', () => {
  const found = [hit('甲', '1'), hit('甲', '2'), hit('乙', '1')]
  expect(stacked(found)).toHaveLength(3)
  expect([...shared(found)]).toEqual(['甲'])
})
