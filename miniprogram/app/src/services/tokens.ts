/** The session's tokens on this device. Storage is read each time: another tab may have turned the refresh token. */
export interface Tokens {
  access: string
  refresh: string
}
const KEY = 'zhiban.session'

export const readTokens = (): Tokens | null => (uni.getStorageSync(KEY) as Tokens | '') || null
export const keepTokens = (tokens: Tokens): void => uni.setStorageSync(KEY, tokens)
export const dropTokens = (): void => uni.removeStorageSync(KEY)
