/** What the person wants to hear: changed at once, said, and taken back with one tap. */
import type { NotificationsPatch } from '@zhiban/api'
import { sentence, useLoad } from '@/composables/load'
import { notifications } from '@/services/zhiban'
import { useNotice } from '@/stores/notice'
import { t } from '@/words'
import '@/words/relatives'

export function useNotifications() {
  const { data: held, stage, detail, reload, set } = useLoad(notifications.view)
  const notice = useNotice()

  const look = () => reload(false)
  async function put(change: NotificationsPatch): Promise<boolean> {
    try {
      set(await notifications.change(change))
      return true
    } catch (problem) {
      notice.say(sentence(problem))
      return false
    }
  }
  async function change(now: NotificationsPatch, before: NotificationsPatch, said: string): Promise<void> {
    if (await put(now)) notice.say(said, t('do.undo'), () => void put(before).then((done) => done && notice.say(t('notify.undone'))))
  }
  function channel(topic: string, name: string, key: string, word: string, on: boolean): Promise<void> {
    const said = t(on ? 'notify.changed_on' : 'notify.changed_off', { topic: name, channel: word })
    return change({ switches: [{ topic, channel: key, on }] }, { switches: [{ topic, channel: key, on: !on }] }, said)
  }
  const sms = (on: boolean) => change({ sms_stopped: !on }, { sms_stopped: on }, t(on ? 'preferences.on' : 'preferences.off'))
  function quiet(from: number, until: number): Promise<void> {
    if (!held.value) return Promise.resolve()
    const before = { quiet_from: held.value.quiet_from, quiet_until: held.value.quiet_until }
    return change({ quiet_from: from, quiet_until: until }, before, t('notify.quiet_changed', { from, until }))
  }
  return { held, stage, detail, look, channel, sms, quiet }
}
