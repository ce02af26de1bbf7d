/** Going to a page by its name and parameters; tab pages take none, so theirs are handed over here. */
const TABS = ['home', 'services', 'wallet', 'messages', 'me'].map((name) => `pages/${name}/index`)
export type Params = Record<string, string>

let handed: Params = {}

export function url(page: string, params: Params = {}): string {
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `/${page.replace(/^\//, '')}${query ? `?${query}` : ''}`
}
export const isTab = (page: string): boolean => TABS.includes(page.replace(/^\//, ''))

/** Opens a page; with `instead`, in place of the one shown. */
export function go(page: string, params: Params = {}, instead = false): void {
  if (isTab(page)) {
    handed = params
    uni.switchTab({ url: url(page) })
  } else if (instead) uni.redirectTo({ url: url(page, params) })
  else uni.navigateTo({ url: url(page, params) })
}

/** What a link handed to the tab page that opens now; given out once. */
export function takeHanded(): Params {
  const given = handed
  handed = {}
  return given
}

/** Words handed over in an address: WeChat gives them still encoded, browsers do not. */
export function given(words: string | undefined): string {
  // #ifdef MP-WEIXIN
  try {
    return decodeURIComponent(words ?? '')
  } catch {
    return words ?? ''
  }
  // #endif
  // #ifndef MP-WEIXIN
  return words ?? ''
  // #endif
}

export const canGoBack = (): boolean => getCurrentPages().length > 1

export function back(): void {
  if (canGoBack()) uni.navigateBack()
  else uni.switchTab({ url: '/pages/home/index' })
}

/** To sign in, and afterwards here again. */
export function signInFirst(page: string, params: Params = {}): void {
  uni.redirectTo({ url: url('pages-profile/sign-in/index', { then: url(page, params) }) })
}

/** To sign in from the page that is open, and then back to it: the session ended while it was being read. */
export function signInHere(): void {
  const here = (getCurrentPages().at(-1) as { $page?: { fullPath: string } } | undefined)?.$page?.fullPath ?? '/pages/home/index'
  go('pages-profile/sign-in/index', { then: here }, !isTab(here.split('?')[0] ?? ''))
}

/** Back to the page that asked for the sign-in. WeChat hands parameters over still encoded, browsers do not. */
export function goOn(then: string | undefined): void {
  const target = then ? (then.startsWith('/') ? then : decodeURIComponent(then)) : '/pages/home/index'
  const [page = ''] = target.split('?')
  if (isTab(page)) uni.switchTab({ url: page })
  else uni.redirectTo({ url: target })
}
