/** Asks again while something is under way and the page is in front: every 2 s at first, then every 6 s. */
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'

export function usePolling(wanted: () => boolean, ask: () => Promise<unknown>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }
  function next(): void {
    stop()
    if (!wanted()) return
    timer = setTimeout(async () => {
      asked++
      await ask().catch(() => undefined)
      next()
    }, asked < 30 ? 2000 : 6000)
  }
  /** Call when something may have begun. */
  function watch(): void {
    asked = 0
    next()
  }
  onShow(next)
  onHide(stop)
  onUnload(stop)
  return { watch, stop }
}
