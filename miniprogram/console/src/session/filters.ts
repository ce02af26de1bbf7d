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
