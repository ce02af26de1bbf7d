/** Keeping the keyboard's focus inside an open dialog (H5); a mini-program has no focus to keep. */

let numbers = 0
/** Several pages live side by side: each gets names of its own. */
export const nextNumber = (): number => ++numbers

const REACHED = 'button:not([tabindex="-1"]), input, [href], [tabindex="0"]'

/** Returns what gives the focus back. */
export function keepFocus(id: string, close: () => void): () => void {
  // #ifdef H5
  const box = document.getElementById(id)
  if (!box) return () => undefined
  const before = document.activeElement as HTMLElement | null
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    if (event.key !== 'Tab') return
    const stops = [...box.querySelectorAll<HTMLElement>(REACHED)]
    const [first, last] = [stops[0], stops.at(-1)]
    const edge = event.shiftKey ? first : last
    if (document.activeElement !== edge && box.contains(document.activeElement)) return
    event.preventDefault()
    ;(event.shiftKey ? last : first)?.focus()
  }
  box.focus()
  document.addEventListener('keydown', press)
  return () => {
    document.removeEventListener('keydown', press)
    before?.focus?.()
  }
  // #endif
  // #ifndef H5
  return () => undefined
  // #endif
}

/** Puts the cursor into an input, once the page has come to the front: by its id in H5, by its `focus` in the mini-program. */
export function focusOn(id: string, focused: { value: boolean }): void {
  setTimeout(() => {
    // #ifdef H5
    document.getElementById(id)?.focus()
    // #endif
    // #ifdef MP-WEIXIN
    focused.value = true
    // #endif
  }, 60)
}

/** Brings a keyboard's and a screen reader's place to the page that has just opened, unless it is somewhere on it already. */
export function comeTo(id: string): void {
  // #ifdef H5
  setTimeout(() => {
    if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true })
  })
  // #endif
}
