/** A code by SMS: asking for it, waiting before asking again, and checking what was typed before it is sent. */
import { onUnmounted, ref } from 'vue'
import { Problem } from '@zhiban/api'
import { sentence } from './load'
import { sessions } from '@/services/zhiban'
import { t } from '@/words'
import '@/words/profile'

export const isPhone = (phone: string): boolean => /^1\d{10}$/.test(phone)

export function useSmsCode() {
  const phone = ref('')
  const code = ref('')
  const errors = ref<{ phone: string | null; code: string | null }>({ phone: null, code: null })
  const request = ref<string | null>(null)
  const sentTo = ref('')
  const sending = ref(false)
  const wait = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  const bare = (): string => phone.value.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '')

  function countDown(seconds: number): void {
    clearInterval(timer)
    wait.value = Math.ceil(seconds)
    timer = setInterval(() => {
      wait.value = Math.max(0, wait.value - 1)
      if (wait.value === 0) clearInterval(timer)
    }, 1000)
  }
  async function send(): Promise<void> {
    errors.value = { phone: isPhone(bare()) ? null : t('sign_in.bad_phone'), code: null }
    if (errors.value.phone || sending.value || wait.value > 0) return
    sending.value = true
    try {
      const sent = await sessions.smsCode(bare())
      request.value = sent.request_id
      sentTo.value = bare()
      countDown(sent.resend_after)
    } catch (problem) {
      errors.value = { phone: sentence(problem), code: null }
      if (problem instanceof Problem && problem.retryAfter) countDown(problem.retryAfter)
    } finally {
      sending.value = false
    }
  }
  /** The request to answer, or null with the reason under the field it belongs to. */
  function complete(): string | null {
    errors.value = {
      phone: isPhone(bare()) ? null : t('sign_in.bad_phone'),
      code: !request.value ? t('sign_in.ask_first') : /^\d{6}$/.test(code.value.trim()) ? null : t('sign_in.bad_code'),
    }
    return errors.value.phone || errors.value.code ? null : request.value
  }
  onUnmounted(() => clearInterval(timer))
  return { phone, code, errors, sentTo, sending, wait, bare, send, complete }
}
