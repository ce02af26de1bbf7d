/** The page of one thing that its address names: fetched when the page opens, and once more when asked. */
import { computed, ref } from 'vue'
import { onLoad } from '@dcloudio/uni-app'
import { useLoad } from './load'
import { usePreferences } from '@/stores/preferences'

/** `parameter` is what the address calls it; `beside` is begun together with the fetching. */
export function useThing<T>(parameter: 'id' | 'code', fetch: (key: string) => Promise<T>, beside?: (key: string) => void) {
  const key = ref('')
  const load = useLoad(() => fetch(key.value))
  const elder = computed(() => usePreferences().held.elder_mode)
  onLoad((options) => {
    key.value = options?.[parameter] ?? ''
    void load.reload()
    beside?.(key.value)
  })
  return { key, load, thing: load.data, elder }
}
