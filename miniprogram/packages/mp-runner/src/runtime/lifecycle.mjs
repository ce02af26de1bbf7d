/** The program as a whole: its App object, how it was launched, and when it is shown and hidden. */

import { report } from './host.mjs'
import { app, firstPage, splitUrl } from './program.mjs'

const FROM_LIST = 1001
const FROM_MESSAGE = 1014
const listeners = { show: new Set(), hide: new Set() }

/** The page that the address asks for: ?page=pages/x/index&offer=1, or with the parameters inside `page`. */
export function launchUrl() {
  const { page, ...rest } = Object.fromEntries(new URLSearchParams(location.search))
  if (!page) return `/${firstPage}`
  const query = new URLSearchParams(rest).toString()
  return `/${page.replace(/^\//, '')}${query ? (page.includes('?') ? '&' : '?') + query : ''}`
}

export function launchOptions() {
  const { path, options } = splitUrl(launchUrl())
  const scene = path === `/${firstPage}` ? FROM_LIST : FROM_MESSAGE
  return { path: path.slice(1), query: options, scene, referrerInfo: {}, shareTicket: undefined, mode: 'default', apiCategory: 'default' }
}

/** The program's `App()`. */
export function launch(definition) {
  launch.instance = definition
  if (app.debug) console.info('[app]', launchOptions())
  definition.onLaunch?.(launchOptions())
  definition.onShow?.(launchOptions())
}
launch.instance = undefined

export const onAppShow = (listener) => listeners.show.add(listener)
export const offAppShow = (listener) => (listener ? listeners.show.delete(listener) : listeners.show.clear())
export const onAppHide = (listener) => listeners.hide.add(listener)
export const offAppHide = (listener) => (listener ? listeners.hide.delete(listener) : listeners.hide.clear())

document.addEventListener('visibilitychange', () => {
  const kind = document.hidden ? 'hide' : 'show'
  try {
    launch.instance?.[document.hidden ? 'onHide' : 'onShow']?.(launchOptions())
    for (const listener of listeners[kind]) listener(launchOptions())
  } catch (error) {
    report(error, 'app')
  }
})
