/** The bars around a page, which the platform draws: title with back or home, and tabs. */

import { app, program, tabPaths, tabs, themed } from './program.mjs'

/** A page's window: bars and, between them, the scrolling `page` element. */
export function buildFrame(path, { canGoBack, goBack, goHome, goTab }) {
  const settings = { ...app.window, ...program.json[path] }
  const frame = make('section', 'mp-frame')
  const pane = make('div', 'mp-pane')
  const page = document.createElement('page')
  page.tabIndex = 0
  const title = make('span', 'mp-title', settings.navigationBarTitleText ?? '')
  const bar = settings.navigationStyle === 'custom' ? null : titleBar(settings, title, canGoBack, goBack, tabPaths.has(path) ? null : goHome)
  if (bar) frame.append(bar)
  pane.append(page)
  frame.append(pane, capsule())
  if (tabPaths.has(path) && !app.tabBar.custom) frame.append(tabBar(path, goTab))
  frame.dataset.path = path
  return { frame, page, title, bar, settings }
}

/** The platform's own menu at the top right, which pages with a bar of their own leave room for. Only drawn. */
function capsule() {
  const menu = make('div', 'mp-capsule')
  menu.setAttribute('aria-hidden', 'true')
  menu.append(make('i', 'mp-capsule-more'), make('i', 'mp-capsule-close'))
  return menu
}

function titleBar(settings, title, canGoBack, goBack, goHome) {
  const bar = make('header', 'mp-bar')
  paintBar(bar, settings.navigationBarBackgroundColor, settings.navigationBarTextStyle)
  const leave = canGoBack ? button('‹', '返回', goBack) : goHome && button('⌂', '回到首页', goHome)
  if (leave) bar.append(leave)
  bar.append(title)
  return bar
}

export function paintBar(bar, background, foreground) {
  bar.style.background = themed(background) ?? ''
  bar.style.color = themed(foreground) ?? ''
}

/** What the program changed on its tabs: texts, icons, badges and colours outlive a page. */
const changed = { items: new Map(), style: {}, hidden: false }

function tabBar(path, goTab) {
  const bar = make('nav', 'mp-tabs')
  bar.setAttribute('role', 'tablist')
  bar.setAttribute('aria-label', '主导航')
  tabs.forEach((tab, index) => bar.append(tabButton(tab, index, tab.pagePath === path, goTab)))
  paintTabs(bar)
  return bar
}

function tabButton(tab, index, selected, goTab) {
  const element = button('', '', () => goTab(tab, index))
  element.removeAttribute('aria-label')
  element.setAttribute('role', 'tab')
  element.setAttribute('aria-selected', String(selected))
  element.dataset.index = String(index)
  const icon = selected ? tab.selectedIconPath : tab.iconPath
  if (icon) {
    const image = make('img', 'mp-tab-icon')
    image.src = icon
    image.alt = ''
    element.append(image)
  }
  element.append(make('span', 'mp-tab-text', tab.text), make('b', 'mp-tab-badge'))
  return element
}

export function changeTabs({ index, text, badge, style, hidden }) {
  if (index !== undefined) changed.items.set(index, { ...changed.items.get(index), ...(text && { text }), ...(badge !== undefined && { badge }) })
  if (style) Object.assign(changed.style, style)
  if (hidden !== undefined) changed.hidden = hidden
  for (const bar of document.querySelectorAll('.mp-tabs')) paintTabs(bar)
}

function paintTabs(bar) {
  bar.hidden = changed.hidden
  bar.style.background = themed(changed.style.backgroundColor ?? app.tabBar.backgroundColor) ?? ''
  for (const element of bar.querySelectorAll('[role=tab]')) {
    const { text, badge } = changed.items.get(Number(element.dataset.index)) ?? {}
    if (text) element.querySelector('.mp-tab-text').textContent = text
    element.querySelector('.mp-tab-badge').textContent = badge ?? ''
    const selected = element.getAttribute('aria-selected') === 'true'
    const { color, selectedColor } = { ...app.tabBar, ...changed.style }
    element.style.color = themed(selected ? selectedColor : color) ?? ''
  }
}

function button(text, label, onClick) {
  const element = make('button', 'mp-plain', text)
  element.type = 'button'
  element.setAttribute('aria-label', label)
  element.addEventListener('click', onClick)
  return element
}

function make(tag, className, text = '') {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}
