/** The short line at the foot of the page: what just happened, with at most one thing to do about it. */
import { ref } from 'vue'
import { defineStore } from 'pinia'

export interface Notice {
  text: string
  action?: string
  act?: () => void
}

export const useNotice = defineStore('notice', () => {
  const shown = ref<Notice | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function clear(): void {
    clearTimeout(timer)
    shown.value = null
  }
  /** Says it for some seconds; longer when there is something to press. */
  function say(text: string, action?: string, act?: () => void): void {
    clear()
    shown.value = { text, action, act }
    timer = setTimeout(clear, action ? 6000 : 3500)
  }
  function press(): void {
    const act = shown.value?.act
    clear()
    act?.()
  }
  return { shown, say, press, clear }
})
