/** Filters that live in the address, so that a list can be linked to and survives going back. */

import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** `resets` are other filters that lose their meaning when this one changes, such as the page of a list. */
export function useFilter(name: string, ...resets: string[]): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => String(route.query[name] ?? ''),
    set: (value) => {
      const reset = Object.fromEntries(resets.map((other) => [other, undefined]))
      void router.replace({ query: { ...route.query, ...reset, [name]: value || undefined } })
    },
  })
}

/** What the address says, by the words that a filter knows. Any other word goes to the server as one that it refuses in words. */
export function meant<Meaning>(word: string, known: Record<string, Meaning>): Meaning | undefined {
  if (!word) return undefined
  return Object.hasOwn(known, word) ? known[word] : ('unknown' as unknown as Meaning)
}
export const YES_NO = { yes: true, no: false }
export const YES = { yes: true }

/** The farthest page that the server reads. */
const FARTHEST = 10_000

/** The page of a numbered list; whatever is written in the address, it is one that can be asked for. */
export function usePage(): WritableComputedRef<number> {
  const page = useFilter('page')
  return computed({
    get: () => Math.min(Math.max(Math.trunc(Number(page.value)) || 1, 1), FARTHEST),
    set: (value) => (page.value = value > 1 ? String(value) : ''),
  })
}
