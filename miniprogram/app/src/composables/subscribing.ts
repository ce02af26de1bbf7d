/** Asking for leave to remind in WeChat, after a tap. */
import { ref } from 'vue'
import type { SubscriptionTemplate } from '@zhiban/api'
import { askSubscription } from '@/services/wechat'
import { me } from '@/services/zhiban'
import { useNotice } from '@/stores/notice'
import { t } from '@/words'
import '@/words/profile'

const PAUSES_MS = [500, 1000, 2000, 4000]

export function useSubscribing() {
  const templates = ref<SubscriptionTemplate[]>([])
  const look = async (): Promise<void> => {
    templates.value = (await me.subscriptions()).templates
  }
  const told = (): string => templates.value.map(({ id, balance }) => `${id} ${balance}`).join()
  /** WeChat tells the server by its own way, some moments later: looks again until the count has changed. */
  async function follow(before: string): Promise<void> {
    for (const pause of PAUSES_MS) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      await look().catch(() => undefined)
      if (told() !== before) return
    }
  }
  /** Call it when the page opens: WeChat asks only at once after a tap, there is no time to fetch then. */
  const prepare = (): void => {
    look().catch(() => undefined)
  }
  /** One-time and long-term templates cannot be asked for together: the one-time ones unless told. */
  async function ask(kind: SubscriptionTemplate['kind'] = 'one_time'): Promise<void> {
    const before = told()
    const wanted = templates.value.filter((one) => one.kind === kind).map((one) => one.id)
    const granted = wanted.length > 0 && (await askSubscription(wanted))
    useNotice().say(granted ? t('preferences.accepted') : t('preferences.refused'))
    if (granted) await follow(before)
  }
  return { templates, prepare, ask }
}
