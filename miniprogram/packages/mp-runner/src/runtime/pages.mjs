/** The stack of pages: opening, covering, uncovering and closing them with the life cycle that WeChat gives them. */

import { openChannel, silentChannel } from './channel.mjs'
import { backend, codeSpace } from './framework.mjs'
import { buildFrame } from './frame.mjs'
import { host } from './host.mjs'
import { partsOf, prepare } from './loader.mjs'
import { app, firstPage, pagePaths, program, resolvePath, splitUrl, tabPaths } from './program.mjs'
import { fireReady } from './ready.mjs'
import { wear } from './styles.mjs'

const NEAR_END = 50
const CUSTOM_BAR = 'custom-tab-bar/index'
/** Tab pages stay alive when another tab is shown. */
const asleep = new Map()

export const top = () => host.stack.at(-1)

/** Absolute path of a page address; throws when there is no such page. */
export function pageOf(url) {
  const { path } = splitUrl(url)
  const page = path.startsWith('/') ? path.slice(1) : resolvePath(top()?.path ?? '', path)
  if (!pagePaths.has(page)) throw new Error(`page "${page}" is not found`)
  return page
}

/** Opens a page over the others; the answer is its end of the event channel. */
export function push(url, events) {
  const path = pageOf(url)
  if (top()) sleep(top())
  prepare(path)
  dress(path)
  const channel = events ? openChannel(events) : silentChannel()
  const page = build(path, splitUrl(url).options, channel)
  host.stack.push(page)
  wake(page)
  fireReady()
  page.caller.onReady?.()
  return channel
}

function build(path, options, channel) {
  const { frame, page: element, title, bar: titleBar } = buildFrame(path, {
    canGoBack: host.stack.length > 0,
    goBack: () => back(1),
    goHome: () => relaunch(`/${firstPage}`),
    goTab,
  })
  document.body.append(frame)
  const root = backend.createRoot('wx-page', codeSpace, path)
  const caller = root.get()
  caller.route = caller.__route__ = path
  caller.options = options
  caller.getOpenerEventChannel = () => channel
  attach(root, element)
  const bar = customTabBar(path, frame)
  caller.getTabBar = () => bar
  caller.onLoad?.(options)
  element.addEventListener('scroll', () => scrolled(element, caller), { passive: true })
  return { path, options, frame, element, title, bar: titleBar, root, caller }
}

/** The program's own tab bar, one for each tab page. */
function customTabBar(path, frame) {
  if (!app.tabBar?.custom || !tabPaths.has(path) || !program.templates[CUSTOM_BAR]) return null
  prepare(CUSTOM_BAR)
  const root = backend.createRoot('wx-tab-bar', codeSpace, CUSTOM_BAR)
  attach(root, frame)
  return root.get()
}

function attach(root, element) {
  const place = document.createElement('span')
  element.append(place)
  root.attach(element, place)
}

function scrolled(element, caller) {
  caller.onPageScroll?.({ scrollTop: element.scrollTop })
  const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - NEAR_END
  if (atEnd && element.dataset.atEnd !== 'true') caller.onReachBottom?.()
  element.dataset.atEnd = String(atEnd)
}

function sleep(page) {
  page.caller.onHide?.()
  page.caller._$?.triggerPageLifetime?.('hide', [])
  page.frame.hidden = true
}

/** The styles of a page, and of the tab bar below it. */
const dress = (path) => wear([...(tabPaths.has(path) ? partsOf(CUSTOM_BAR) : []), ...partsOf(path)])

function wake(page) {
  dress(page.path)
  page.frame.hidden = false
  document.title = page.title.textContent || document.title
  page.caller.onShow?.()
  page.caller._$?.triggerPageLifetime?.('show', [])
}

function close(page) {
  page.caller.onUnload?.()
  page.root.release()
  page.frame.remove()
}

export function back(delta) {
  const count = Math.min(delta, host.stack.length - 1)
  if (count < 1) return
  for (let i = 0; i < count; i += 1) close(host.stack.pop())
  wake(top())
}

export function replace(url) {
  pageOf(url)
  close(host.stack.pop())
  push(url)
}

export function relaunch(url) {
  pageOf(url)
  for (const page of [...host.stack.splice(0), ...asleep.values()]) close(page)
  asleep.clear()
  push(url)
}

export function switchTab(url) {
  const path = pageOf(url)
  if (!tabPaths.has(path)) throw new Error('can not switch to no-tabBar page')
  while (host.stack.length > 1) close(host.stack.pop())
  const now = top()
  if (now?.path === path) return wake(now)
  if (now) leave(host.stack.pop())
  const kept = asleep.get(path)
  if (!kept) return void push(url)
  asleep.delete(path)
  host.stack.push(kept)
  wake(kept)
}

function leave(page) {
  if (!tabPaths.has(page.path)) return close(page)
  sleep(page)
  asleep.set(page.path, page)
}

function goTab(tab, index) {
  switchTab(`/${tab.pagePath}`)
  top().caller.onTabItemTap?.({ pagePath: tab.pagePath, text: tab.text, index })
}
