/** scroll-view. */

import { fire, nativeControl } from './native.mjs'

const SILENT = {
  refresherEnabled: Boolean, refresherTriggered: Boolean, refresherThreshold: Number, refresherDefaultStyle: String, refresherBackground: String,
  enhanced: Boolean, showScrollbar: Boolean, enableFlex: Boolean, upperThreshold: Number, lowerThreshold: Number, scrollWithAnimation: Boolean,
  enableBackToTop: Boolean, scrollAnchoring: Boolean, pagingEnabled: Boolean, fastDeceleration: Boolean, usingSticky: Boolean, bounces: Boolean,
}
const DEFAULT_THRESHOLD = 50

nativeControl('scroll-view', {
  props: { scrollX: Boolean, scrollY: Boolean, scrollTop: Number, scrollLeft: Number, scrollIntoView: String, ...SILENT },
  update: {
    ...Object.fromEntries(Object.keys(SILENT).map((name) => [name, () => {}])),
    scrollX: (element, value) => open(element, 'overflowX', value),
    scrollY: (element, value) => open(element, 'overflowY', value),
    scrollTop: (element, value) => { element.scrollTop = value },
    scrollLeft: (element, value) => { element.scrollLeft = value },
    scrollIntoView: (element, id) => id && setTimeout(() => element.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView()),
  },
  on: {
    scroll: (component, _, element) => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight } = element
      fire(component, 'scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth })
      const threshold = component.data.lowerThreshold || DEFAULT_THRESHOLD
      if (scrollTop + clientHeight >= scrollHeight - threshold) fire(component, 'scrolltolower', { direction: 'bottom' })
    },
  },
})

function open(element, axis, value) {
  element.style[axis] = value ? 'auto' : 'hidden'
  if (value) element.tabIndex = 0
}
