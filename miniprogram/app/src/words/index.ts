/** t(): the words that the first screens need; what later pages say alone stands in a file of its own and is loaded with them. */
import { common } from './common'
import { elder } from './elder'
import { finding } from './finding'
import { home } from './home'
import { profile } from './profile'
import { rating } from './rating'
import { relatives } from './relatives'
import { renewal } from './renewal'
import { speaking, type Plain } from './speaking'

const words = { ...common, ...home, ...finding, ...renewal, ...rating, ...profile, ...relatives }
type Words = typeof words
export type Key = keyof Words
export type PlainKey = Plain<Words>

export const t = speaking(words, elder)
