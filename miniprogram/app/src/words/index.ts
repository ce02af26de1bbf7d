/** t(): words by key, with typed parameters; the elder version says some things more plainly. */
import { isElder } from './audience'
import { common } from './common'
import { elder } from './elder'
import { finding } from './finding'
import { home } from './home'
import { privacy } from './privacy'
import { profile } from './profile'
import { rating } from './rating'
import { relatives } from './relatives'
import { renewal } from './renewal'

const words = { ...common, ...home, ...finding, ...renewal, ...rating, ...profile, ...privacy, ...relatives }
type Words = typeof words
export type Key = keyof Words
type Names<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | Names<Rest> : never
type Given<K extends Key> = [Names<Words[K]>] extends [never] ? [] : [Record<Names<Words[K]>, string | number>]

/** Keys whose words take no parameters. */
export type PlainKey = { [K in Key]: [Names<Words[K]>] extends [never] ? K : never }[Key]

export function t<K extends Key>(key: K, ...[given]: Given<K>): string {
  const sentence = (isElder() && elder[key]) || words[key]
  const values = given as Record<string, string | number> | undefined
  return values ? sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : sentence
}
