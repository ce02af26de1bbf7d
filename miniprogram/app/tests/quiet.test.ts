/** Signing in without a tap: whom it lets in, whom it leaves to the sign-in page. */
import { expect, test } from 'vitest'
import { Problem, type Session } from '@zhiban/api'
import { enterQuietly, within, type Quiet } from '@/services/quiet'

const session = { access_token: 'a', refresh_token: 'r' } as Session

function phone(part: Partial<Quiet> = {}) {
  const said = { codes: [] as string[], begun: 0 }
  const doors: Quiet = {
    held: () => said.begun > 0,
    left: () => false,
    code: async () => 'code',
    open: async (code) => {
      said.codes.push(code)
      return session
    },
    begin: () => {
      said.begun++
    },
    ...part,
  }
  return { said, enter: () => enterQuietly(doors) }
}

test('a known person is signed in without a tap', async () => {
  const { said, enter } = phone()
  expect(await enter()).toBe(true)
  expect(said).toEqual({ codes: ['code'], begun: 1 })
})

test('whoever is new here is left to the sign-in page', async () => {
  const { said, enter } = phone({ open: () => Promise.reject(new Problem({ status: 401, code: 'session.new_here' })) })
  expect(await enter()).toBe(false)
  expect(said.begun).toBe(0)
})

test('tokens that are there are used, and WeChat is not asked', async () => {
  const { said, enter } = phone({ held: () => true })
  expect(await enter()).toBe(true)
  expect(said.codes).toEqual([])
})

test('whoever signed out by hand stays signed out', async () => {
  const { said, enter } = phone({ left: () => true })
  expect(await enter()).toBe(false)
  expect(said.codes).toEqual([])
})

test('signing out while the answer is on its way counts', async () => {
  let left = false
  const { said, enter } = phone({
    left: () => left,
    open: async () => {
      left = true
      return session
    },
  })
  expect(await enter()).toBe(false)
  expect(said.begun).toBe(0)
})

test('no network and no code from WeChat are no errors', async () => {
  expect(await phone({ open: () => Promise.reject(new Problem({ status: 0, code: 'offline' })) }).enter()).toBe(false)
  expect(await phone({ code: async () => null }).enter()).toBe(false)
})

test('a page waits only so long', async () => {
  expect(await within(10, new Promise<boolean>(() => undefined), false)).toBe(false)
  expect(await within(1000, Promise.resolve(true), false)).toBe(true)
})
