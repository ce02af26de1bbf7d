/** The searches remembered on the device. */
import { expect, test } from 'vitest'
import { remembering } from '@/services/searches'

test('the newest search comes first and stands there once', () => {
  expect(remembering(['护照', '换驾照'], ' 换驾照 ')).toEqual(['换驾照', '护照'])
})

test('nothing is remembered of an empty or an endless search', () => {
  expect(remembering(['护照'], '   ')).toEqual(['护照'])
  expect(remembering(['护照'], '换'.repeat(200))).toEqual(['护照'])
})

test('ten are kept', () => {
  const many = Array.from({ length: 30 }, (_, n) => `第${n}`)
  expect(many.reduce<string[]>(remembering, [])).toEqual(many.slice(20).reverse())
})
