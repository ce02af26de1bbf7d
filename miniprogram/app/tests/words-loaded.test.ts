/** Words of later pages are not in the first screen: whoever says one loads the file that holds it. */
import { expect, test } from 'vitest'
import { common } from '@/words/common'
import { finding } from '@/words/finding'
import { home } from '@/words/home'
import { profile } from '@/words/profile'
import { rating } from '@/words/rating'
import { relatives } from '@/words/relatives'
import { renewal } from '@/words/renewal'

const FIRST: string[] = Object.keys({ ...common, ...home })
const LATER: Record<string, string[]> = Object.fromEntries(
  Object.entries({ finding, profile, rating, relatives, renewal }).map(([file, words]) => [file, Object.keys(words)]),
)
const files = import.meta.glob<string>('../src/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })
const sources = Object.entries(files).filter(([name]) => !/words\/(common|home|elder|index|speaking|finding|profile|rating|relatives|renewal)\.ts$/.test(name))

/** The keys, and the beginnings of keys put together, that a source names. */
const named = (source: string): string[] => [...source.matchAll(/['"`]([a-z_]+\.[a-z_0-9]*)/g)].map(([, key = '']) => key)
const loads = (source: string, file: string): boolean => source.includes(`import '@/words/${file}'`) || source.includes(`import './${file}'`)

test('every word that is said has been loaded', () => {
  const lacking = sources.flatMap(([name, source]) =>
    Object.entries(LATER).flatMap(([file, keys]) => {
      const said = named(source).filter((key) => (key.endsWith('.') ? keys.some((one) => one.startsWith(key)) : keys.includes(key)))
      return said.length && !loads(source, file) ? [`${name} says ${said[0]} without ${file}`] : []
    }),
  )
  expect(lacking).toEqual([])
})

test('no key stands in two files', () => {
  const all = [...FIRST, ...Object.values(LATER).flat()]
  expect(all.length).toBe(new Set(all).size)
})
