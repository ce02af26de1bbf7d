/** Who is signed in on this device. */
import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import type { Me, Session } from '@zhiban/api'
import { keepSession, whenSessionEnds } from '@/services/client'
import { dropTokens, readTokens } from '@/services/tokens'
import { loginCode } from '@/services/wechat'
import { me as account, sessions } from '@/services/zhiban'
import { usePreferences } from './preferences'

/** Set once a person has signed in with WeChat here, so that an ended session can be begun again without a tap. */
const AGREED = 'zhiban.agreed'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const held = ref(readTokens() !== null)
  const signedIn = computed(() => held.value)
  const unread = computed(() => me.value?.unread ?? 0)

  function become(person: Me): void {
    me.value = person
    usePreferences().apply(person.preferences)
  }
  function begin(session: Session): void {
    keepSession(session)
    held.value = true
    become(session.citizen)
  }
  function forget(): void {
    dropTokens()
    me.value = null
    held.value = false
  }

  async function withWechat(): Promise<boolean> {
    const code = await loginCode()
    if (!code) return false
    begin(await sessions.wechat(code))
    uni.setStorageSync(AGREED, true)
    return true
  }
  const withSms = async (request: string, phone: string, code: string) => begin(await sessions.sms(request, phone, code))

  /** Who I am now; keeps quiet when nobody is signed in. */
  async function refreshMe(): Promise<void> {
    if (held.value) become(await account.view())
  }
  async function signOut(): Promise<void> {
    uni.removeStorageSync(AGREED)
    try {
      await sessions.end()
    } finally {
      forget()
    }
  }
  function seen(count: number): void {
    if (me.value) me.value = { ...me.value, unread: count }
  }

  whenSessionEnds(async () => {
    forget()
    return Boolean(uni.getStorageSync(AGREED)) && withWechat().catch(() => false)
  })
  return { me, signedIn, unread, become, begin, forget, withWechat, withSms, refreshMe, signOut, seen }
})
