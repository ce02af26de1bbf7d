/** What a test or a person at the console can see of the running program: `window.__mp`. */

export const host = (window.__mp = {
  /** Calls of wx functions, as [name, url or option names]. */
  calls: [],
  /** wx functions that the program looked for and that do not exist here. */
  missing: new Set(),
  /** Everything that went wrong, as text. An empty list is part of what a test asserts. */
  errors: [],
  /** Pages, the visible one last. */
  stack: [],
})

export function report(error, where = 'mini-program') {
  host.errors.push(String(error?.stack ?? error?.errMsg ?? error))
  console.error(`[${where}]`, error)
}

window.addEventListener('unhandledrejection', (event) => report(event.reason, 'unhandled rejection'))
window.addEventListener('error', (event) => event.error && report(event.error, 'uncaught'))
