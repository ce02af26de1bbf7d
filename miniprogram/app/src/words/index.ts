/** t(): the words that the first screen needs; what later pages say is learned when their file of words is loaded with them. */
import { common } from './common'
import { elder } from './elder'
import type { finding } from './finding'
import { home } from './home'
import type { profile } from './profile'
import type { rating } from './rating'
import type { relatives } from './relatives'
import type { renewal } from './renewal'
import { speaking, type Plain } from './speaking'

type Words = typeof common & typeof home & typeof finding & typeof renewal & typeof rating & typeof profile & typeof relatives
export type Key = keyof Words
export type PlainKey = Plain<Words>

/** Who says a word of a later file imports that file; a test sees to it. */
const words = { ...common, ...home } as Words
export const learn = (more: Partial<Words>): void => void Object.assign(words, more)
export const t = speaking(words, elder)
