/** Days promised, visits, sizes and file kinds, in words. */
import { t } from './index'

export function promised(days: number | null): string {
  if (days === null) return t('promise.unknown')
  return days === 0 ? t('promise.at_once') : t('promise.days', { n: days })
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
