/** The transport over a function shaped like wx.request. */

import { expect, test } from 'vitest'
import { requestTransport, type RequestFunction } from '../src/transport'

const ask = { method: 'POST', url: 'http://x/api', headers: { accept: 'application/json' }, body: '{"a":1}' }

test('options and answer are carried over, header names in lower case', async () => {
  const seen: unknown[] = []
  const request: RequestFunction = ({ success, fail: _, ...options }) => {
    seen.push(options)
    success({ statusCode: 429, data: '{"code":"slow"}', header: { 'Retry-After': '5' } })
  }
  expect(await requestTransport(request)(ask)).toEqual({ status: 429, body: { code: 'slow' }, headers: { 'retry-after': '5' } })
  expect(seen).toEqual([{ url: 'http://x/api', method: 'POST', header: { accept: 'application/json' }, data: '{"a":1}' }])
})

test('a failure to connect is thrown', async () => {
  const request: RequestFunction = ({ fail }) => fail({ errMsg: 'request:fail timeout' })
  await expect(requestTransport(request)(ask)).rejects.toThrow('request:fail timeout')
})
