/** Turning the refresh token: once at a time, never twice with one token, and an end when it is refused. */
import { expect, test } from 'vitest'
import { createClient, Problem, type Session, type Transport } from '@zhiban/api'
import { renewal, type Doors } from '@/services/refresh'
import type { Tokens } from '@/services/tokens'

const session = (n: number) => ({ access_token: `a${n}`, refresh_token: `r${n}` }) as Session

function device(start: Tokens | null, turn: (refresh: string) => Promise<Session>) {
  const said = { turned: [] as string[], refused: 0, held: start }
  const doors: Doors = {
    read: () => said.held,
    keep: (fresh) => {
      said.held = { access: fresh.access_token, refresh: fresh.refresh_token }
    },
    turn: (refresh) => {
      said.turned.push(refresh)
      return turn(refresh)
    },
    alone: (job) => job(),
    refused: async () => {
      said.refused++
      said.held = null
      return false
    },
  }
  return { said, refresh: renewal(doors) }
}

test('ten calls that find the token expired turn it once and all succeed', async () => {
  const { said, refresh } = device({ access: 'a1', refresh: 'r1' }, async () => session(2))
  const transport: Transport = async ({ headers }) =>
    headers.authorization === 'Bearer a2' ? { status: 200, body: { ok: true }, headers: {} } : { status: 401, body: {}, headers: {} }
  const call = createClient({ base: '', transport, token: () => said.held?.access ?? null, refresh })
  await Promise.all(Array.from({ length: 10 }, () => call('get', '/me')))
  expect(said.turned).toEqual(['r1'])
})

test('a token that another tab has turned meanwhile is used, not spent again', async () => {
  let held: Tokens = { access: 'a1', refresh: 'r1' }
  const refresh = renewal({
    read: () => held,
    keep: () => undefined,
    turn: () => Promise.reject(new Error('must not be asked')),
    refused: async () => false,
    alone: (job) => {
      held = { access: 'a2', refresh: 'r2' }
      return job()
    },
  })
  expect(await refresh()).toBe(true)
})

test('a refused token ends the session once', async () => {
  const { said, refresh } = device({ access: 'a1', refresh: 'r1' }, async () => {
    throw new Problem({ status: 401, code: 'session.reused' })
  })
  expect(await refresh()).toBe(false)
  expect(said.refused).toBe(1)
})

test('no network does not sign anyone out', async () => {
  const { said, refresh } = device({ access: 'a1', refresh: 'r1' }, async () => {
    throw new Problem({ status: 0, code: 'offline' })
  })
  await expect(refresh()).rejects.toThrow()
  expect(said.refused).toBe(0)
  expect(said.held?.refresh).toBe('r1')
})
