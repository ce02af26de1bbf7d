/** Who is signed in on this device. */
import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import type { Me, Session } from '@zhiban/api'
import { holdUntil, keepSession, whenSessionEnds } from '@/services/client'
import { enterQuietly, within } from '@/services/quiet'
import { dropTokens, readTokens } from '@/services/tokens'
import { loginCode } from '@/services/wechat'
import { me as account, sessions } from '@/services/zhiban'
import { usePreferences } from './preferences'

/** Set when a person signed out by hand: then nothing signs them in but they themselves. */
const LEFT = 'zhiban.left'
const PATIENCE_MS = 6000

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
    uni.removeStorageSync(LEFT)
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
    return true
  }
  const withSms = async (request: string, phone: string, code: string) => begin(await sessions.sms(request, phone, code))

  const left = (): boolean => Boolean(uni.getStorageSync(LEFT))
  const quietly = (): Promise<boolean> => enterQuietly({ held: () => held.value, left, code: loginCode, open: sessions.known, begin })
  const entering = ref(false)
  let entry: Promise<void> = Promise.resolve()
  /** Whether somebody is signed in, once a silent sign-in at the start has come to its end. */
  const ready = (): Promise<boolean> => entry.then(() => held.value)

  /** Who I am now; keeps quiet when nobody is signed in. */
  async function refreshMe(): Promise<void> {
    if (held.value) become(await account.view())
  }
  async function signOut(): Promise<void> {
    uni.setStorageSync(LEFT, true)
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
    return quietly()
  })
  // #ifdef MP-WEIXIN
  if (!held.value && !left()) {
    entering.value = true
    entry = within(PATIENCE_MS, quietly(), false).then(() => {
      entering.value = false
    })
    holdUntil(entry)
  }
  // #endif
  return { me, signedIn, entering, ready, unread, become, begin, forget, withWechat, withSms, refreshMe, signOut, seen }
})
