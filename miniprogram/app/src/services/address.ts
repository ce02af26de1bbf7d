/** Where the API is: H5 asks its own origin; the mini-program is told by its host's settings, else by the build. */
export function apiBase(): string {
  // #ifdef MP-WEIXIN
  const told = wx.getExtConfigSync?.() as { apiBase?: string } | undefined
  return told?.apiBase || import.meta.env.VITE_API_BASE || ''
  // #endif
  // #ifndef MP-WEIXIN
  return ''
  // #endif
}
