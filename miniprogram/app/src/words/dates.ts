/** Dates and days left, in words. The day is the one in China, whatever the phone's time zone. */
import { t } from './index'

const EIGHT_HOURS = 8 * 3600_000
const two = (n: number): string => String(n).padStart(2, '0')
const inChina = (iso: string): Date => new Date(Date.parse(iso) + EIGHT_HOURS)
const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** '2026-12-17' → 12月17日, with the year when it is not this one. Takes an instant too. */
export function day(iso: string, now: Date): string {
  const [year, month, date] = (iso.length > 10 ? dayOf(inChina(iso)) : iso).split('-').map(Number)
  const thisYear = new Date(now.getTime() + EIGHT_HOURS).getUTCFullYear()
  return `${year === thisYear ? '' : `${year}年`}${month}月${date}日`
}

/** '2026-12-17' → 2026年12月17日, for documents. */
export function fullDay(iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** '2026-12-17' → 2026.12.17, where room is short. */
export const dottedDay = (iso: string): string => iso.slice(0, 10).replace(/-/g, '.')

/** An instant → 09:30, on the clock in China. */
export function clockTime(iso: string): string {
  const at = inChina(iso)
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

/** An instant → 今天 09:30, 昨天 18:00, 11月2日 09:30. */
export function moment(iso: string, now: Date): string {
  const at = inChina(iso)
  const time = clockTime(iso)
  const today = new Date(now.getTime() + EIGHT_HOURS)
  const ago = Math.round((Date.parse(dayOf(today)) - Date.parse(dayOf(at))) / 86_400_000)
  if (ago === 0) return t('date.today', { time })
  if (ago === 1) return t('date.yesterday', { time })
  return `${day(iso, now)} ${time}`
}

/** 11月22日 14:23, on the clock in China. */
export function clockFace(now: Date): string {
  return `${day(now.toISOString(), now)} ${clockTime(now.toISOString())}`
}

/** From two years on days say nothing any more. */
export const yearsIn = (days: number): number => (days >= 731 ? Math.floor(days / 365.25) : 0)

/** 25 → 还有 25 天; 1036 → 还有 2 年多; 0 → 今天到期; -3 → 已过期 3 天; null → 长期有效. */
export function daysLeft(days: number | null): string {
  if (days === null) return t('days.long')
  if (days === 0) return t('days.today')
  const years = yearsIn(days)
  if (years) return t('days.years', { n: years })
  return days > 0 ? t('days.left', { n: days }) : t('days.over', { n: -days })
}
