/** What the app can ask of Zhiban, one verb a line; pages never name a path. */
import type { Beginning, Card, DelegationChange, DelegationWish, NotificationsPatch, RatingAsk } from '@zhiban/api'
import { bare, call } from './client'

type Reason = 'not_me' | 'not_now' | 'wrong_data' | 'fewer'
export interface Search {
  q?: string
  theme?: string
  department?: string
  audience?: string
  page?: number
}

export const info = () => bare('get', '/public/info')

export const sessions = {
  wechat: (code: string) => bare('post', '/sessions/wechat', { body: { code } }),
  /** Opens an account that exists; 401 `session.new_here` when there is none. */
  known: (code: string) => bare('post', '/sessions/wechat', { body: { code, known_only: true } }),
  smsCode: (phone: string) => call('post', '/sessions/sms-codes', { body: { phone } }),
  sms: (request_id: string, phone: string, code: string) => call('post', '/sessions/sms', { body: { request_id, phone, code } }),
  end: () => call('delete', '/sessions/current'),
}

export const me = {
  view: () => call('get', '/me'),
  prefer: (body: { elder_mode?: boolean; theme?: 'auto' | 'light' | 'dark'; personalised?: boolean }) =>
    call('patch', '/me/preferences', { body }),
  bindPhone: (code: string) => call('post', '/sessions/phone', { body: { code } }),
  realName: (name: string, id_number: string) => call('post', '/me/real-name', { body: { name, id_number, consent: true } }),
  faceCheck: () => call('post', '/me/face-checks', { body: { consent: true } }),
  faceResult: (id: string) => call('post', '/me/face-checks/{id}/result', { path: { id } }),
  data: () => call('get', '/me/data'),
  subscriptions: () => call('get', '/subscriptions'),
}

export const privacy = {
  reads: (cursor?: string) => call('get', '/me/reads', { query: { cursor } }),
  challenge: (id: string, words: string) => call('post', '/me/reads/{id}/challenge', { path: { id }, body: { words } }),
  readsOf: (id: string, cursor?: string) => call('get', '/enterprises/{id}/reads', { path: { id }, query: { cursor } }),
  challengeFor: (id: string, read: string, words: string) => call('post', '/enterprises/{id}/reads/{read}/challenge', { path: { id, read }, body: { words } }),
  correct: (label: string, words: string) => call('post', '/me/corrections', { body: { label, words } }),
  tickets: () => call('get', '/me/tickets'),
  consents: () => call('get', '/me/consents'),
  consent: (purpose: string, on: boolean) => call('put', '/me/consents/{purpose}', { path: { purpose }, body: { on } }),
  tags: () => call('get', '/me/tags'),
  dropTag: (name: string) => call('delete', '/me/tags/{name}', { path: { name } }),
  restoreTag: (name: string) => call('put', '/me/tags/{name}', { path: { name } }),
  export: () => call('post', '/me/export'),
  closing: () => call('get', '/me/closing'),
  close: () => call('post', '/me/closing'),
  stay: () => call('delete', '/me/closing'),
}

export const home = {
  view: () => call('get', '/home'),
  why: (card: Card['id']) => call('get', '/home/cards/{id}', { path: { id: card } }),
  seen: (cards: Card['id'][]) => call('post', '/home/impressions', { body: { cards } }),
  fates: (what: 'opened' | 'begun' | 'finished' | 'dismissed', ids: string[]) =>
    call('post', '/home/impressions/fates', { body: { what, ids } }),
  dismiss: (card: Card['id'], reason: Reason) =>
    call('post', '/home/cards/{id}/dismissals', { path: { id: card }, body: { reason } }),
}

export const search = {
  find: (q: string) => call('get', '/search', { query: { q, limit: 20 } }),
  suggest: (q: string) => call('get', '/search/suggestions', { query: { q } }),
}

export const services = {
  find: (query: Search) => call('get', '/services', { query }),
  facets: () => call('get', '/services/facets'),
  view: (code: string, region?: string) => call('get', '/services/{code}', { path: { code }, query: { region } }),
  ratings: (code: string) => call('get', '/services/{code}/ratings', { path: { code } }),
  situations: (code: string) => call('get', '/services/{code}/situations', { path: { code } }),
  begin: (code: string, said: Beginning | null = null) => call('post', '/services/{code}/cases', { path: { code }, body: said }),
}

export const points = {
  find: (query: { near?: string; region?: string; service?: string; open_now?: boolean; accessible?: boolean }) =>
    call('get', '/points', { query }),
  view: (id: string) => call('get', '/points/{id}', { path: { id } }),
}

export const bundles = {
  list: () => call('get', '/bundles'),
  view: (id: string, region?: string) => call('get', '/bundles/{id}', { path: { id }, query: { region } }),
}

export const policies = {
  of: (service: string) => call('get', '/policies', { query: { service } }),
  view: (id: string) => call('get', '/policies/{id}', { path: { id } }),
}

export const certificates = {
  mine: () => call('get', '/certificates'),
  ofEnterprise: (id: string) => call('get', '/enterprises/{id}/certificates', { path: { id } }),
  view: (id: string) => call('get', '/certificates/{id}', { path: { id } }),
  renew: (id: string) => call('post', '/certificates/{id}/renewal', { path: { id } }),
}

export const cases = {
  mine: () => call('get', '/cases'),
  view: (id: string) => call('get', '/cases/{id}', { path: { id } }),
  following: (id: string) => call('get', '/cases/{id}/following', { path: { id } }),
  fromOffer: (id: string) => call('post', '/offers/{id}/take', { path: { id } }),
  fill: (id: string, fields: Record<string, string>) => call('patch', '/cases/{id}', { path: { id }, body: { fields } }),
  submit: (id: string, key: string) =>
    call('post', '/cases/{id}/submission', { path: { id }, headers: { 'idempotency-key': key } }),
  rating: (id: string) => call('get', '/cases/{id}/rating', { path: { id } }),
  rate: (id: string, body: RatingAsk) => call('post', '/cases/{id}/rating', { path: { id }, body }),
  withdraw: (id: string) => call('post', '/cases/{id}/withdrawal', { path: { id } }),
}

export const materials = {
  ask: (id: string, file: { kind: string; file_name: string; media_type: string; size: number }) =>
    call('post', '/cases/{id}/materials', { path: { id }, body: file }),
  arrived: (id: string) => call('post', '/materials/{id}/arrived', { path: { id } }),
  view: (id: string) => call('get', '/materials/{id}', { path: { id } }),
  remove: (id: string) => call('delete', '/materials/{id}', { path: { id } }),
}

export const messages = {
  list: (category?: string, cursor?: string) => call('get', '/messages', { query: { category, cursor } }),
  read: (id: string) => call('post', '/messages/{id}/read', { path: { id } }),
  readAll: () => call('post', '/messages/read-all'),
  unreadAll: (read_at: string) => call('post', '/messages/unread-all', { body: { read_at } }),
}

export const notifications = {
  view: () => call('get', '/me/notifications'),
  change: (body: NotificationsPatch) => call('patch', '/me/notifications', { body }),
}

export const relatives = {
  view: () => call('get', '/delegations'),
  ask: (body: DelegationWish & { phone: string }) => call('post', '/delegations', { body }),
  invite: (body: DelegationWish) => call('post', '/delegations/invitations', { body }),
  lookUp: (code: string) => call('post', '/delegations/codes', { body: { code } }),
  acceptCode: (code: string) => call('post', '/delegations/codes/acceptance', { body: { code } }),
  accept: (id: string) => call('post', '/delegations/{id}/acceptance', { path: { id } }),
  refuse: (id: string) => call('post', '/delegations/{id}/refusal', { path: { id } }),
  prolong: (id: string) => call('post', '/delegations/{id}/prolongation', { path: { id } }),
  change: (id: string, body: DelegationChange) => call('patch', '/delegations/{id}', { path: { id }, body }),
  askMore: (id: string, body: DelegationChange) => call('post', '/delegations/{id}/more', { path: { id }, body }),
  withdrawMore: (id: string) => call('delete', '/delegations/{id}/more', { path: { id } }),
  acceptMore: (id: string, wish: string) => call('post', '/delegations/{id}/more/acceptance', { path: { id }, body: { wish } }),
  refuseMore: (id: string, wish: string) => call('post', '/delegations/{id}/more/refusal', { path: { id }, body: { wish } }),
  end: (id: string) => call('delete', '/delegations/{id}', { path: { id } }),
  wallet: (id: string) => call('get', '/delegations/{id}/certificates', { path: { id } }),
  prepare: (id: string, certificate_id: string) => call('post', '/delegations/{id}/renewals', { path: { id }, body: { certificate_id } }),
}
