/** Days and times as they are read in the office: always Beijing time. */

const zone = 'Asia/Shanghai'
const moment = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false })
const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
const longDay = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })
const shortDay = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })

export const whenText = (iso: string | null): string => (iso ? moment.format(new Date(iso)).replace(/\//g, '-') : '—')
export const clockText = (date: Date): string => clock.format(date)
/** Down to the second, for records. */
export const momentText = (iso: string): string => `${dateText(iso)} ${clock.format(new Date(iso))}`
export const dayText = (iso: string): string => longDay.format(new Date(iso))
export const timeText = (iso: string): string => clock.format(new Date(iso)).slice(0, 5)

/** "2026-03-01" stays as it is; a moment becomes its day in Beijing. */
export const dateText = (iso: string | null): string => (!iso ? '—' : iso.length === 10 ? iso : shortDay.format(new Date(iso)))

/** How long until a day. */
export const leftText = (days: number): string => (days > 0 ? `${days} 天` : days ? `已过 ${-days} 天` : '就是今天')

/** "12 分 05 秒" for a wait. */
export function waitText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = String(seconds % 60).padStart(2, '0')
  return minutes ? `${minutes} 分 ${rest} 秒` : `${seconds} 秒`
}
