/** The line that says this is a demonstration and what its clock shows, kept right while the page is in front. */
import { ref } from 'vue'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { now, serverSaid } from '@/services/clock'
import { info } from '@/services/zhiban'
import { t } from '@/words'
import { clockFace } from '@/words/dates'

const EVERY_MS = 5000
/** Null until the server has said; in production it is asked once. */
let demo: boolean | null = null

export function useDemo() {
  const line = ref('')
  let timer: ReturnType<typeof setInterval> | undefined

  const stop = (): void => clearInterval(timer)
  const tell = (): void => {
    line.value = demo ? t('demo.now', { moment: clockFace(now()) }) : ''
  }
  async function look(): Promise<void> {
    stop()
    if (demo === false) return
    try {
      const said = await info()
      demo = said.demo
      serverSaid(said.now)
    } catch {
      return
    }
    tell()
    if (demo) timer = setInterval(tell, EVERY_MS)
  }
  onShow(look)
  onHide(stop)
  onUnload(stop)
  return { line }
}
