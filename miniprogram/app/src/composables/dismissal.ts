/** Putting a card away: gone at once, told to the server only when the time to undo is over. */
import { computed, ref } from 'vue'
import type { Card } from '@zhiban/api'
import { became } from '@/composables/seen'
import { home } from '@/services/zhiban'
import { useNotice } from '@/stores/notice'
import { t } from '@/words'

const SECONDS_TO_UNDO = 6
export type Reason = 'not_now' | 'not_me' | 'wrong_data' | 'fewer'

export function useDismissal() {
  const asked = ref<Card | null>(null)
  const away = ref<string[]>([])
  const waiting = new Map<string, { reason: Reason; timer: ReturnType<typeof setTimeout> }>()
  const reasons = computed(() => (['not_now', 'not_me', 'wrong_data', 'fewer'] as const).map((key) => ({ key, word: t(`home.${key}`) })))

  function tell(id: string): void {
    const held = waiting.get(id)
    if (!held) return
    clearTimeout(held.timer)
    waiting.delete(id)
    home.dismiss(id, held.reason).catch(() => {
      away.value = away.value.filter((one) => one !== id)
    })
  }
  function undo(id: string): void {
    clearTimeout(waiting.get(id)?.timer)
    waiting.delete(id)
    away.value = away.value.filter((one) => one !== id)
  }
  function choose(reason: Reason, card = asked.value): void {
    asked.value = null
    if (!card) return
    const { id } = card
    became('dismissed', card)
    away.value = [...away.value, id]
    waiting.set(id, { reason, timer: setTimeout(() => tell(id), SECONDS_TO_UNDO * 1000) })
    useNotice().say(t(reason === 'wrong_data' ? 'home.disputed' : 'home.dismissed'), t('do.undo'), () => undo(id))
  }
  /** Nothing may stay unsaid when the page goes away. */
  const tellAll = (): void => [...waiting.keys()].forEach(tell)

  return { asked, away, reasons, choose, tellAll }
}
