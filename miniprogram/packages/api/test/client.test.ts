/** The client against a real HTTP server on the loopback interface. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createClient, fetchTransport, Problem } from '../src'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void
const servers: Server[] = []

async function serve(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    handler(request, response, body)
  })
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
const anonymous = (base: string) => createClient({ base, transport: fetchTransport, token: () => null })
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => expect.unreachable('the call should have been refused'),
    (error) => error as Problem,
  )

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

test('path parameters are escaped and empty query values are left out', async () => {
  const seen: string[] = []
  const base = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    json(response, 200, {})
  })
  const call = anonymous(base)
  await call('get', '/services/{code}', { path: { code: 'a/b 证' } })
  await call('get', '/services', { query: { q: '驾驶证', theme: '', page: 2 } })
  expect(seen).toEqual([
    'GET /api/v1/services/a%2Fb%20%E8%AF%81',
    'GET /api/v1/services?q=%E9%A9%BE%E9%A9%B6%E8%AF%81&page=2',
  ])
})

test('a body travels as JSON with the bearer token', async () => {
  const base = await serve((request, response, body) =>
    json(response, 200, { type: request.headers['content-type'], who: request.headers.authorization, body: JSON.parse(body) }),
  )
  const call = createClient({ base, transport: fetchTransport, token: () => 'abc' })
  const answer: unknown = await call('patch', '/me/preferences', { body: { elder_mode: true } })
  expect(answer).toEqual({ type: 'application/json', who: 'Bearer abc', body: { elder_mode: true } })
})

test('an empty answer is undefined', async () => {
  const base = await serve((_, response) => response.writeHead(204).end())
  expect(await anonymous(base)('delete', '/sessions/current')).toBeUndefined()
})

test('a refusal carries the sentence, the code, the fields and the time to wait', async () => {
  const document = {
    code: 'identity.mismatch', status: 422, detail: '姓名与证件号码不一致，请核对后再试。', request_id: 'r1',
    errors: [{ field: 'name', detail: '请填写证件上的姓名。' }],
  }
  const base = await serve((_, response) => json(response, 422, document, { 'retry-after': '30' }))
  const problem = await refusal(anonymous(base)('get', '/me'))
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ status: 422, code: 'identity.mismatch', requestId: 'r1', retryAfter: 30 })
  expect(problem.sentence).toBe('姓名与证件号码不一致，请核对后再试。')
  expect([problem.of('name'), problem.of('phone')]).toEqual(['请填写证件上的姓名。', null])
})

test('an answer that is not problem+json still ends in a sentence', async () => {
  const base = await serve((_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'))
  expect(await refusal(anonymous(base)('get', '/me'))).toMatchObject({ status: 502, code: 'unreadable' })
})

test('no answer at all is told as being offline', async () => {
  const problem = await refusal(anonymous('http://127.0.0.1:9')('get', '/me'))
  expect(problem).toMatchObject({ status: 0, code: 'offline', message: '网络没有连上，请检查网络后再试。' })
})

test('calls that meet an expired token together refresh once and are asked again', async () => {
  let token = 'old'
  let refreshes = 0
  const base = await serve((request, response) =>
    request.headers.authorization === 'Bearer new' ? json(response, 200, { ok: true }) : json(response, 401, { code: 'session.expired' }),
  )
  const call = createClient({
    base, transport: fetchTransport, token: () => token,
    refresh: async () => {
      refreshes += 1
      await new Promise((later) => setTimeout(later, 30))
      token = 'new'
      return true
    },
  })
  const answers = await Promise.all([call('get', '/me'), call('get', '/home'), call('get', '/certificates')])
  expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }])
  expect(refreshes).toBe(1)
})

test('a refresh that fails leaves the refusal as it was, and is not asked twice', async () => {
  let asked = 0
  const base = await serve((_, response) => {
    asked += 1
    json(response, 401, { code: 'session.expired', detail: '登录已过期，请重新登录。' })
  })
  const call = createClient({ base, transport: fetchTransport, token: () => 'old', refresh: async () => false })
  expect(await refusal(call('get', '/me'))).toMatchObject({ status: 401, code: 'session.expired' })
  expect(asked).toBe(1)
})
