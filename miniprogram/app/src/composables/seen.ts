/** What was seen of what was recommended, and what became of it: told in batches, without a name. Nobody waits for it; lost is lost. */
import type { Card } from '@zhiban/api'
import { home } from '@/services/zhiban'

type Fate = 'opened' | 'begun' | 'finished' | 'dismissed'
const KEY = 'zb-followed'
const MOST = 20
const told = new Map<string, string>()

const followed = (): Record<string, string> => uni.getStorageSync(KEY) || {}
const tell = (what: Fate, ids: string[]): void => {
  if (ids.length) home.fates(what, ids).catch(() => undefined)
}

/** Cards that stand on the page; each is told once in a session. */
export async function seen(cards: Card[]): Promise<void> {
  const fresh = cards.map((card) => card.id).filter((id) => !told.has(id))
  if (!fresh.length) return
  fresh.forEach((id) => told.set(id, ''))
  const answer = await home.seen(fresh).catch(() => null)
  answer?.items.forEach((one) => told.set(one.card, one.id))
}
/** A card that was opened or put away; its service is remembered, to tell whether it was begun and finished. */
export function became(what: 'opened' | 'dismissed', card: Card): void {
  const id = told.get(card.id)
  if (!id) return
  tell(what, [id])
  const code = card.services[0]?.code
  if (what === 'opened' && code) {
    uni.setStorageSync(KEY, Object.fromEntries([...Object.entries(followed()), [code, id]].slice(-MOST)))
  }
}
/** A service that was begun or finished, if a recommendation led to it. */
export function went(what: 'begun' | 'finished', code: string): void {
  const { [code]: id, ...rest } = followed()
  if (!id) return
  tell(what, [id])
  if (what === 'finished') uni.setStorageSync(KEY, rest)
}
