/** The places to choose from are those of the server's own table. */
import { expect, test } from 'vitest'
import table from '../../../core/data/divisions_zj.csv?raw'
import { cities, placeName, placeOf } from '@/pages-find/regions'

test('every city and county of the table, and nothing else', () => {
  const listed = table.trim().split('\n').slice(1).map((line) => line.trim().split(','))
  const wanted = listed.filter(([, level]) => level === 'city' || level === 'county').map(([code = '', , name]) => `${code.slice(0, 6)} ${name}`)
  const held = cities.flatMap((city) => [city, ...city.counties]).map(({ code, name }) => `${code} ${name}`)
  expect(held.sort()).toEqual(wanted.sort())
})

test('a code is said in words', () => {
  expect(placeName('330106')).toBe('杭州市西湖区')
  expect(placeName('330100')).toBe('杭州市')
  expect(placeName('110101')).toBe('浙江省')
  expect(placeName(undefined)).toBe('浙江省')
  expect(placeOf('330106').city?.code).toBe('330100')
})
