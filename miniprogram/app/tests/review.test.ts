/** How many files are still to be brought before a case can be handed in. */
import { expect, test } from 'vitest'
import type { Material } from '@zhiban/api'
import { missing } from '@/words/materials'

const sent = (state: Material['state']) => ({ state }) as Material
const slot = (part: object = {}) => ({ required: true, waived: false, upload: null, ...part })

test('only what is required, not waived and not usable counts', () => {
  expect(missing([])).toBe(0)
  expect(missing([slot(), slot({ waived: true }), slot({ required: false })])).toBe(1)
  expect(missing([slot({ upload: sent('failed') }), slot({ upload: sent('missing') })])).toBe(2)
  expect(missing([slot({ upload: sent('checking') }), slot({ upload: sent('passed') })])).toBe(0)
})
