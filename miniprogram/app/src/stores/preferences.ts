/** How the app looks to this person: kept on the device, and with the account once signed in. */
import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import type { Preferences } from '@zhiban/api'
import { me } from '@/services/zhiban'
import { speakToElder } from '@/words/audience'

const KEY = 'zhiban.preferences'
const DEFAULT: Preferences = { elder_mode: false, theme: 'auto', personalised: true }

export const usePreferences = defineStore('preferences', () => {
  const held = ref<Preferences>({ ...DEFAULT, ...(uni.getStorageSync(KEY) || {}) })
  const look = computed(() => `zb zb--${held.value.theme}${held.value.elder_mode ? ' zb--elder' : ''}`)

  function apply(preferences: Preferences): void {
    held.value = preferences
    uni.setStorageSync(KEY, preferences)
    speakToElder(preferences.elder_mode)
    // #ifdef H5
    document.documentElement.className = look.value
    // #endif
  }

  /** Shows the change at once; goes back to what was when the server refuses it. */
  async function change(part: Partial<Preferences>, signedIn: boolean): Promise<void> {
    const before = held.value
    apply({ ...before, ...part })
    if (!signedIn) return
    try {
      apply((await me.prefer(part)).preferences)
    } catch (problem) {
      apply(before)
      throw problem
    }
  }

  apply(held.value)
  return { held, look, apply, change }
})
