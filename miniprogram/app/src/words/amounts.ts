/** Days promised, visits, sizes and file kinds, in words. */
import { t } from './index'

export function promised(days: number | null): string {
  if (days === null) return t('promise.unknown')
  return days === 0 ? t('promise.at_once') : t('promise.days', { n: days })
}

/** A time limit in its own unit: 当场办结, 20 个工作日, 30 天. */
export function lasting(days: number | null, unit: string): string {
  return days && unit === '自然日' ? t('promise.plain_days', { n: days }) : promised(days)
}

/** By how many days the promise is shorter than the law allows; 0 when it is not, or when the two cannot be compared. */
export function faster(one: { promise_days: number | null; promise_unit: string; legal_days: number | null; legal_unit: string }): number {
  if (one.promise_days === null || one.legal_days === null || one.promise_unit !== one.legal_unit) return 0
  return Math.max(0, one.legal_days - one.promise_days)
}

export function visits(times: number | null): string {
  if (times === null) return t('promise.unknown')
  return times === 0 ? t('visits.none') : t('visits.some', { n: times })
}

export function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.ceil(bytes / 1024)} KB`
}

const KINDS: Record<string, string> = { 'image/jpeg': 'JPG', 'image/png': 'PNG', 'image/webp': 'WEBP', 'application/pdf': 'PDF' }

export const kinds = (media: readonly string[]): string => media.map((one) => KINDS[one] ?? one).join('、')

/** Where a value comes from, as a phrase. */
export function sourced(source: { name: string; as_of: string | null } | null, date: (iso: string) => string): string {
  if (!source) return ''
  return source.as_of ? t('source.as_of', { name: source.name, date: date(source.as_of) }) : t('source.from', { name: source.name })
}
