/** The typed `call()`: method and path are checked against the API's own description, and so are question and answer. */

import { offline, problemFrom } from './problem'
import type { paths } from './schema'
import { singleFlight } from './single-flight'
import type { Incoming, Transport } from './transport'

const PREFIX = '/api/v1'
type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Short<P> = P extends `/api/v1${infer Rest}` ? Rest : never
type Full<P extends string> = `/api/v1${P}` & keyof paths
/** Paths under /api/v1 that know this verb, written without the prefix. */
export type Path<V extends Verb> = {
  [P in keyof paths]: V extends keyof paths[P] ? (paths[P][V] extends { responses: unknown } ? Short<P> : never) : never
}[keyof paths]
type Operation<V extends Verb, P extends string> = V extends keyof paths[Full<P>] ? paths[Full<P>][V] : never

type Json<T> = T extends { content: { 'application/json': infer B } } ? B : never
type Parameter<O, K extends string> = O extends { parameters: infer A } ? (K extends keyof A ? A[K] : never) : never
type Body<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : never
type Wanted<K extends string, T> = [T] extends [never] ? unknown : [T] extends [undefined] ? unknown : { [N in K]: T }
type Optional<K extends string, T> = [T] extends [never] ? unknown : { [N in K]?: T }

/** What a call must be given: path parameters and body when the API asks for them, query and headers when wished. */
export type Question<V extends Verb, P extends string> = Wanted<'path', Parameter<Operation<V, P>, 'path'>> &
  Wanted<'body', Body<Operation<V, P>>> &
  Optional<'query', NonNullable<Parameter<Operation<V, P>, 'query'>>> &
  Optional<'headers', Record<string, string>>

type Succeeded = 200 | 201 | 202
/** What it answers with; `undefined` for 204. */
export type Answer<V extends Verb, P extends string> = Operation<V, P> extends { responses: infer R }
  ? { [S in keyof R & Succeeded]: Json<R[S]> }[keyof R & Succeeded] extends infer A
    ? [A] extends [never] ? undefined : A
    : never
  : never

export interface ClientOptions {
  /** Origin of the API, without a slash at the end; '' for the page's own. */
  base: string
  transport: Transport
  /** The bearer token of the moment, or null when nobody is signed in. */
  token: () => string | null
  /** Gets a fresh token after a 401; true when it is worth asking again. Runs once however many calls wait for it. */
  refresh?: () => Promise<boolean>
}
interface Loose {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  headers?: Record<string, string>
  body?: unknown
}
type Arguments<Q> = Record<string, never> extends Q ? [question?: Q] : [question: Q]

export interface Client {
  <V extends Verb, P extends Path<V>>(verb: V, path: P, ...rest: Arguments<Question<V, P>>): Promise<Answer<V, P>>
}

export function createClient({ base, transport, token, refresh }: ClientOptions): Client {
  const refreshed = singleFlight(refresh ?? (async () => false))

  async function send(verb: string, path: string, question: Loose, bearer: string | null): Promise<Incoming> {
    const headers: Record<string, string> = { accept: 'application/json', ...question.headers }
    if (bearer) headers.authorization = `Bearer ${bearer}`
    const body = question.body === undefined ? undefined : JSON.stringify(question.body)
    if (body !== undefined) headers['content-type'] = 'application/json'
    try {
      return await transport({ method: verb.toUpperCase(), url: base + address(path, question), headers, body })
    } catch {
      throw offline()
    }
  }

  return (async (verb: string, path: string, question: Loose = {}) => {
    const bearer = token()
    let answer = await send(verb, path, question, bearer)
    if (answer.status === 401 && bearer && (token() !== bearer || (await refreshed()))) {
      answer = await send(verb, path, question, token())
    }
    if (answer.status >= 200 && answer.status < 300) return answer.body
    throw problemFrom(answer.status, answer.body, Number(answer.headers['retry-after']) || null)
  }) as Client
}

function address(path: string, { path: parameters = {}, query = {} }: Loose): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])))
  const asked = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return PREFIX + filled + (asked.length ? `?${asked.join('&')}` : '')
}
