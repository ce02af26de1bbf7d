/** Putting a card away: gone at once, told to the server only when the time to undo is over. */
import { computed, ref } from 'vue'
import type { Card } from '@zhiban/api'
import { sentence } from '@/composables/load'
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
  /** There is one of each certificate: nothing to see fewer of. */
  const reasonsFor = (card: Card | null) =>
    (['not_now', 'not_me', 'wrong_data', 'fewer'] as const)
      .filter((key) => key !== 'fewer' || card?.kind !== 'certificate')
      .map((key) => ({ key, word: key === 'not_now' && card?.kind === 'certificate' ? back(card.rests) : t(`home.${key}`) }))
  const back = (days: number): string => (days === 1 ? t('home.back_tomorrow') : t('home.back_in', { n: days }))
  /** What becomes of it: a certificate comes back, and says when. */
  function said(reason: Reason, card: Card): string {
    if (reason === 'wrong_data') return t('home.disputed')
    return card.kind === 'certificate' && reason !== 'not_me' ? t('home.put_off', { when: back(card.rests) }) : t('home.dismissed')
  }

  function tell(id: string): void {
    const held = waiting.get(id)
    if (!held) return
    clearTimeout(held.timer)
    waiting.delete(id)
    home.dismiss(id, held.reason).catch((problem) => {
      useNotice().say(sentence(problem))
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
    useNotice().say(said(reason, card), t('do.undo'), () => undo(id))
  }
  /** Nothing may stay unsaid when the page goes away. */
  const tellAll = (): void => [...waiting.keys()].forEach(tell)

  return { asked, away, reasonsFor, choose, tellAll }
}
