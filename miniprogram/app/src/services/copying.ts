/** Something to be pasted elsewhere; says so once it is there. */
import { useNotice } from '@/stores/notice'

export const copy = (text: string, said: string): void =>
  uni.setClipboardData({ data: text, showToast: false, success: () => useNotice().say(said) })
