/** What is still to be brought before a case can be handed in, and under which headings its questions stand. */
import { expect, test } from 'vitest'
import type { Field, Material } from '@zhiban/api'
import { answered, bySection } from '@/words/cases'
import { missing } from '@/words/materials'

const sent = (state: Material['state']) => ({ state }) as Material
const slot = (part: object = {}) => ({ required: true, waived: false, upload: null, ...part })

test('only what is required, not waived and not usable counts', () => {
  expect(missing([])).toBe(0)
  expect(missing([slot(), slot({ waived: true }), slot({ required: false })])).toBe(1)
  expect(missing([slot({ upload: sent('failed') }), slot({ upload: sent('missing') })])).toBe(2)
  expect(missing([slot({ upload: sent('checking') }), slot({ upload: sent('passed') })])).toBe(0)
})

test('questions stand under their headings, each heading once, in the order in which they come', () => {
  const field = (section: string, key: string) => ({ section, key }) as Field
  const sections = bySection([field('申请人', 'a'), field('领取方式', 'b'), field('申请人', 'c')])
  expect(sections.map(({ name, fields }) => [name, ...fields.map(({ key }) => key)])).toEqual([['申请人', 'a', 'c'], ['领取方式', 'b']])
})

test('a day is read in words', () => {
  expect(answered({ kind: 'date', value: '2026-03-02' })).toBe('2026年3月2日')
  expect(answered({ kind: 'text', value: '' })).toBe('—')
})
