/** One's rating of a case: asked for once the case is over, given once, and what was answered. */
import { ref } from 'vue'
import type { OwnRating, RatingAsk } from '@zhiban/api'
import { sentence, useLoad } from './load'
import { cases } from '@/services/zhiban'
import { useNotice } from '@/stores/notice'
import { t } from '@/words'
import '@/words/rating'

export const LEVELS = [5, 4, 3, 2, 1] as const
export const ASPECTS = ['efficiency', 'guide', 'convenience', 'platform'] as const
export type Level = (typeof LEVELS)[number]
export type Aspect = (typeof ASPECTS)[number]
export const isBad = (level: number): boolean => level <= 2

export function useRating(id: () => string) {
  const load = useLoad<OwnRating>(() => cases.rating(id()))
  const open = ref(false)
  const busy = ref(false)
  const level = ref<Level>(5)

  function begin(chosen: Level): void {
    level.value = chosen
    open.value = true
  }
  async function send(opinion: RatingAsk): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      load.set(await cases.rate(id(), opinion))
      open.value = false
      useNotice().say(t(isBad(opinion.level) ? 'rating.promised' : 'rating.thanks'))
    } catch (problem) {
      useNotice().say(sentence(problem))
      void load.reload()
    } finally {
      busy.value = false
    }
  }
  return { own: load.data, look: () => load.reload(true), open, busy, level, begin, send }
}
