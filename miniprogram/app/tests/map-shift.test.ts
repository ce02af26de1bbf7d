/** Positions of the browser brought onto the maps of China. */
import { expect, test } from 'vitest'
import { shifted } from '@/services/map-shift'

test('a known place in Beijing comes out where the maps have it', () => {
  const { lat, lng } = shifted({ lat: 39.9075, lng: 116.39723 })
  expect(lat).toBeCloseTo(39.9089, 3)
  expect(lng).toBeCloseTo(116.4035, 3)
})

test('in Hangzhou the shift is some hundred metres, to the south-east', () => {
  const { lat, lng } = shifted({ lat: 30.25, lng: 120.15 })
  expect(lat - 30.25).toBeGreaterThan(-0.004)
  expect(lat - 30.25).toBeLessThan(-0.001)
  expect(lng - 120.15).toBeGreaterThan(0.003)
  expect(lng - 120.15).toBeLessThan(0.006)
})
