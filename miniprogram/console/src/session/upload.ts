/** A file sent as a form; all else about the call is as with any other. */

import { createClient, type Answer, type Transport } from '@zhiban/api'
import { refresh } from './client'
import { accessToken } from './session'

export interface Picked {
  name: string
  /** Read when it was chosen: what is tried is what is imported, whatever happens to the file meanwhile. */
  data: Blob
}

export const LARGEST = 5 << 20

type Doors = '/operator/imports' | '/operator/calendar'

export function bring<Door extends Doors>(door: Door, { name, data }: Picked, dryRun: boolean): Promise<Answer<'post', Door>> {
  const transport: Transport = async ({ method, url, headers }) => {
    const form = new FormData()
    form.append('dry_run', String(dryRun))
    form.append('file', data, name)
    const answer = await fetch(url, { method, headers, body: form, credentials: 'omit' })
    return { status: answer.status, body: await answer.json().catch(() => undefined), headers: Object.fromEntries(answer.headers) }
  }
  return createClient({ base: '', transport, token: accessToken, refresh })('post', door) as Promise<Answer<'post', Door>>
}
