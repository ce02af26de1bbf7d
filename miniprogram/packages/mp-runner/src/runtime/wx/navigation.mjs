/** Moving between pages, and the bars and scrolling of the visible one. */

import { changeTabs, paintBar } from '../frame.mjs'
import { host, report } from '../host.mjs'
import { back, pageOf, push, relaunch, replace, switchTab, top } from '../pages.mjs'
import { tabPaths } from '../program.mjs'
import { asynchronous, Refused } from './answer.mjs'

const DEPTH = 10

/** A move that goes nowhere is a mistake of the program: it fails, and the test that did not ask for it should too. */
function move(name, work) {
  return asynchronous(name, (options) => {
    try {
      return work(options)
    } catch (error) {
      report(error, name)
      throw new Refused(error.message)
    }
  })
}

function plain(url) {
  if (tabPaths.has(pageOf(url))) throw new Error('can not navigateTo a tabbar page')
}

export const navigation = {
  navigateTo: move('navigateTo', ({ url, events }) => {
    plain(url)
    if (host.stack.length >= DEPTH) throw new Error('webview count limit exceed')
    return { eventChannel: push(url, events) }
  }),
  redirectTo: move('redirectTo', ({ url }) => {
    plain(url)
    replace(url)
  }),
  reLaunch: move('reLaunch', ({ url }) => relaunch(url)),
  switchTab: move('switchTab', ({ url }) => switchTab(url)),
  navigateBack: asynchronous('navigateBack', ({ delta = 1 }) => back(delta)),

  setNavigationBarTitle: asynchronous('setNavigationBarTitle', ({ title }) => {
    top().title.textContent = title
    document.title = title
  }),
  setNavigationBarColor: asynchronous('setNavigationBarColor', ({ backgroundColor, frontColor }) => {
    if (top().bar) paintBar(top().bar, backgroundColor, frontColor)
  }),
  setBackgroundColor: asynchronous('setBackgroundColor', ({ backgroundColor }) => {
    if (backgroundColor) document.body.style.background = backgroundColor
  }),
  setBackgroundTextStyle: asynchronous('setBackgroundTextStyle', () => {}),
  showNavigationBarLoading: asynchronous('showNavigationBarLoading', () => {}),
  hideNavigationBarLoading: asynchronous('hideNavigationBarLoading', () => {}),
  hideHomeButton: asynchronous('hideHomeButton', () => top().bar?.querySelector('button')?.remove()),

  setTabBarItem: asynchronous('setTabBarItem', changeTabs),
  setTabBarStyle: asynchronous('setTabBarStyle', (style) => changeTabs({ style })),
  setTabBarBadge: asynchronous('setTabBarBadge', ({ index, text }) => changeTabs({ index, badge: text })),
  removeTabBarBadge: asynchronous('removeTabBarBadge', ({ index }) => changeTabs({ index, badge: '' })),
  showTabBarRedDot: asynchronous('showTabBarRedDot', ({ index }) => changeTabs({ index, badge: '•' })),
  hideTabBarRedDot: asynchronous('hideTabBarRedDot', ({ index }) => changeTabs({ index, badge: '' })),
  showTabBar: asynchronous('showTabBar', () => changeTabs({ hidden: false })),
  hideTabBar: asynchronous('hideTabBar', () => changeTabs({ hidden: true })),

  pageScrollTo: asynchronous('pageScrollTo', ({ scrollTop, selector, duration = 300 }) => {
    const { element } = top()
    const behavior = duration ? 'smooth' : 'auto'
    if (selector) element.querySelector(selector)?.scrollIntoView({ behavior })
    else element.scrollTo({ top: scrollTop, behavior })
  }),
  startPullDownRefresh: asynchronous('startPullDownRefresh', () => top().caller.onPullDownRefresh?.()),
  stopPullDownRefresh: asynchronous('stopPullDownRefresh', () => {}),
  createSelectorQuery: () => top().caller.createSelectorQuery(),
  createIntersectionObserver: (component, options) => component.createIntersectionObserver(options),
}
