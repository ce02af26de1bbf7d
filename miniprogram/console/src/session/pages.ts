/** A list that grows page by page behind a cursor. */

import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { sentenceOf } from './client'
import { useLoad, type Loaded } from './load'

interface Page<T> {
  items: T[]
  next_cursor: string | null
}
export interface Paged<T> extends Loaded<Page<T>> {
  items: ComputedRef<T[]>
  more: ComputedRef<boolean>
  growing: ShallowRef<boolean>
  grow: () => Promise<void>
  /** Puts a changed row in the place of the old one. */
  put: (row: T) => void
}

export function usePages<T extends { id: string }>(fetchPage: (cursor: string | undefined) => Promise<Page<T>>): Paged<T> {
  const first = useLoad(() => fetchPage(undefined))
  const growing = shallowRef(false)

  async function grow(): Promise<void> {
    const before = first.data.value
    if (!before?.next_cursor) return
    growing.value = true
    try {
      const next = await fetchPage(before.next_cursor)
      if (first.data.value === before) first.data.value = { ...next, items: [...before.items, ...next.items] }
    } catch (problem) {
      first.error.value = sentenceOf(problem)
    } finally {
      growing.value = false
    }
  }

  function put(row: T): void {
    const page = first.data.value
    if (page) first.data.value = { ...page, items: page.items.map((old) => (old.id === row.id ? { ...old, ...row } : old)) }
  }

  return {
    ...first,
    growing,
    grow,
    put,
    items: computed(() => first.data.value?.items ?? []),
    more: computed(() => Boolean(first.data.value?.next_cursor)),
  }
}
