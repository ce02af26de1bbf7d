/** Asking for leave to remind in WeChat, after a tap. */
import { ref } from 'vue'
import type { SubscriptionTemplate } from '@zhiban/api'
import { askSubscription } from '@/services/wechat'
import { me } from '@/services/zhiban'
import { useNotice } from '@/stores/notice'
import { t } from '@/words'

export function useSubscribing() {
  const templates = ref<SubscriptionTemplate[]>([])
  const look = async (): Promise<void> => {
    templates.value = (await me.subscriptions()).templates
  }
  /** Call it when the page opens: WeChat asks only at once after a tap, there is no time to fetch then. */
  const prepare = (): void => {
    look().catch(() => undefined)
  }
  /** One-time and long-term templates cannot be asked for together: the one-time ones unless told. */
  async function ask(kind: SubscriptionTemplate['kind'] = 'one_time'): Promise<void> {
    const wanted = templates.value.filter((one) => one.kind === kind).map((one) => one.id)
    const granted = wanted.length > 0 && (await askSubscription(wanted))
    useNotice().say(granted ? t('preferences.accepted') : t('preferences.refused'))
    prepare()
  }
  return { templates, prepare, ask }
}
