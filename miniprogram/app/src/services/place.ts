/** The place whose counters and points are shown: chosen by hand on this device, else where the person lives. */
const KEY = 'zhiban.place'
export const PROVINCE_CODE = '330000'

export function chosenPlace(): string {
  const held: unknown = uni.getStorageSync(KEY)
  return typeof held === 'string' ? held : ''
}
export const choosePlace = (code: string): void => uni.setStorageSync(KEY, code)

/** The code to ask with: the chosen place, the person's own when it is in the province, else nothing. */
export const placeFor = (home: string | null | undefined): string => chosenPlace() || (home?.startsWith('33') ? home : '')
