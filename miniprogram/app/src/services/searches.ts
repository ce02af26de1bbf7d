/** What was searched for on this device: kept here only, the newest first, and gone with one press. */
const KEY = 'zhiban.searches'
const KEPT = 10
const LONGEST = 40

/** The list with this search put first; without double ones, and not without end. */
export function remembering(list: readonly string[], words: string): string[] {
  const said = words.trim().replace(/\s+/g, ' ')
  if (!said || said.length > LONGEST) return [...list]
  return [said, ...list.filter((one) => one !== said)].slice(0, KEPT)
}

export function readHistory(): string[] {
  const held: unknown = uni.getStorageSync(KEY)
  return Array.isArray(held) ? held.filter((one) => typeof one === 'string') : []
}
export const keepHistory = (list: readonly string[]): void => uni.setStorageSync(KEY, list)
export const dropHistory = (): void => uni.removeStorageSync(KEY)
