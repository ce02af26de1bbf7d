/** Searching: suggestions while typing, the results of the last search, and what was searched for before. */
import { computed, ref } from 'vue'
import { onUnload } from '@dcloudio/uni-app'
import type { SearchSuggestion } from '@zhiban/api'
import { useLoad } from './load'
import { search } from '@/services/zhiban'
import { dropHistory, keepHistory, readHistory, remembering } from '@/services/searches'

const PAUSE_MS = 180

export function useSearching() {
  const typed = ref('')
  const asked = ref('')
  const suggestions = ref<SearchSuggestion[]>([])
  const history = ref(readHistory())
  const results = useLoad(() => search.find(asked.value))
  const words = computed(() => typed.value.trim())
  /** What the page shows: nothing typed yet, a word on its way, or the answer. */
  const shows = computed(() => (!words.value ? 'start' : words.value === asked.value ? 'results' : 'suggestions'))
  let pause: ReturnType<typeof setTimeout> | undefined
  let round = 0

  async function suggest(): Promise<void> {
    const mine = ++round
    const found = await search.suggest(words.value).catch(() => null)
    if (mine === round && found) suggestions.value = found.items
  }
  function type(value: string): void {
    typed.value = value
    clearTimeout(pause)
    if (words.value) pause = setTimeout(suggest, PAUSE_MS)
    else suggestions.value = []
  }
  function go(value = typed.value): void {
    clearTimeout(pause)
    round++
    typed.value = value
    if (!words.value) return
    history.value = remembering(history.value, words.value)
    keepHistory(history.value)
    asked.value = words.value
    void results.reload(false)
  }
  function clear(): void {
    type('')
    asked.value = ''
  }
  function forget(): void {
    dropHistory()
    history.value = []
  }
  onUnload(() => clearTimeout(pause))
  return { typed, asked, suggestions, history, results, shows, type, go, clear, forget }
}
