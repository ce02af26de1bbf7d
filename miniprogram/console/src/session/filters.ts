/** Filters that live in the address, so that a list can be linked to and survives going back. */

import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useFilter(name: string): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => String(route.query[name] ?? ''),
    set: (value) => void router.replace({ query: { ...route.query, [name]: value || undefined } }),
  })
}
