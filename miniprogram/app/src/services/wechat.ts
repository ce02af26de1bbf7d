/** What only WeChat can do; in H5 each answers that it cannot. */

/** A one-use sign-in code, or null when WeChat gives none. */
export function loginCode(): Promise<string | null> {
  return new Promise((resolve) => {
    // #ifdef MP-WEIXIN
    wx.login({ success: ({ code }) => resolve(code || null), fail: () => resolve(null) })
    // #endif
    // #ifndef MP-WEIXIN
    resolve(null)
    // #endif
  })
}

/** Asks for leave to send reminders; must be called from a tap. True when at least one was granted. */
export function askSubscription(templates: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    // #ifdef MP-WEIXIN
    wx.requestSubscribeMessage({
      tmplIds: templates.slice(0, 3),
      success: (answer) => resolve(templates.some((id) => String((answer as Record<string, unknown>)[id]).startsWith('accept'))),
      fail: () => resolve(false),
    })
    // #endif
    // #ifndef MP-WEIXIN
    resolve(false)
    // #endif
  })
}

/** Runs WeChat's face check. What it says proves nothing: the server fetches the result itself. */
export function faceCheck(verifyId: string): Promise<void> {
  return new Promise((resolve) => {
    // #ifdef MP-WEIXIN
    const check = (wx as unknown as { requestFacialVerify?: (o: { verifyId: string; complete: () => void }) => void }).requestFacialVerify
    if (check) check({ verifyId, complete: () => resolve() })
    else resolve()
    // #endif
    // #ifndef MP-WEIXIN
    resolve()
    // #endif
  })
}
