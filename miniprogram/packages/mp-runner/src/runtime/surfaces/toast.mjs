/** showToast and showLoading: a short word over the page, read out by assistive devices. */

import { asynchronous } from '../wx/answer.mjs'

const DEFAULT_MS = 1500
let timer = 0
let live

function region() {
  live ??= Object.assign(document.createElement('div'), { className: 'mp-toast' })
  live.setAttribute('role', 'status')
  if (!live.isConnected) document.body.append(live)
  return live
}

function say(text, { kind, mask = false }) {
  clearTimeout(timer)
  const element = region()
  element.replaceChildren(Object.assign(document.createElement('span'), { textContent: text }))
  element.dataset.kind = kind
  element.classList.toggle('mp-mask', mask)
  element.classList.add('mp-shown')
}

function hide() {
  clearTimeout(timer)
  live?.classList.remove('mp-shown', 'mp-mask')
  live?.replaceChildren()
}

export const toasts = {
  showToast: asynchronous('showToast', ({ title, icon = 'success', duration = DEFAULT_MS, mask }) => {
    say(title ?? '', { kind: icon, mask })
    timer = setTimeout(hide, duration)
  }),
  showLoading: asynchronous('showLoading', ({ title, mask }) => say(title || '请稍候', { kind: 'loading', mask })),
  hideToast: asynchronous('hideToast', hide),
  hideLoading: asynchronous('hideLoading', hide),
}

region()
