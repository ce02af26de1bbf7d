/** Whether words are spoken to an elder at this moment: one reactive flag, so that every page changes at once. */
import { ref } from 'vue'

const elderMode = ref(false)

export const isElder = (): boolean => elderMode.value
export const speakToElder = (on: boolean): void => {
  elderMode.value = on
}
