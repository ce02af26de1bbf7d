/** Loading something for a page: first time, again, and what to say when it fails. */

import { shallowRef, type ShallowRef } from 'vue'
import { sentenceOf } from './client'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<string>
  busy: ShallowRef<boolean>
  /** When the data on the page was fetched. */
  at: ShallowRef<Date | null>
  load: () => Promise<void>
}

/** An answer that comes after a newer question was asked is dropped. */
export function useLoad<T>(fetchIt: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef('')
  const busy = shallowRef(false)
  const at = shallowRef<Date | null>(null)
  let newest = 0

  async function load(): Promise<void> {
    const mine = (newest += 1)
    busy.value = true
    try {
      const got = await fetchIt()
      if (mine !== newest) return
      data.value = got
      at.value = new Date()
      error.value = ''
    } catch (problem) {
      if (mine === newest) error.value = sentenceOf(problem)
    } finally {
      if (mine === newest) busy.value = false
    }
  }
  return { data, error, busy, at, load }
}
