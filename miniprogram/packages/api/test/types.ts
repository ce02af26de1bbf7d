/** Read by the type checker only: what the client must accept and refuse at compile time. */

import type { Client, Certificate, Home, Session } from '../src'

export async function check(call: Client): Promise<void> {
  const home: Home = await call('get', '/home')
  const session: Session = await call('post', '/sessions/wechat', { body: { code: home.greeting } })
  const { items } = await call('get', '/certificates')
  const first: Certificate | undefined = items[0]
  await call('get', '/services', { query: { q: 'a', page: 2 } })
  await call('get', '/services')
  const gone: undefined = await call('post', '/home/cards/{id}/dismissals', { path: { id: 'x' }, body: { reason: 'not_now' } })
  await call('post', '/cases/{id}/submission', { path: { id: 'x' }, headers: { 'Idempotency-Key': 'k' } })
  // @ts-expect-error a path that does not exist
  await call('get', '/nowhere')
  // @ts-expect-error a verb the path does not know
  await call('delete', '/home')
  // @ts-expect-error a missing path parameter
  await call('get', '/cases/{id}')
  // @ts-expect-error a body field of the wrong type
  await call('post', '/sessions/wechat', { body: { code: 1 } })
  // @ts-expect-error an answer used as another shape
  const wrong: Session = await call('get', '/home')
  void [session, first, gone, wrong]
}
