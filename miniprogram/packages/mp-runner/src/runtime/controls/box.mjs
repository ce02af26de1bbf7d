/** Components that are little more than boxes: navigator, swiper and progress. */

import { back, push, relaunch, replace, switchTab } from '../pages.mjs'
import { report } from '../host.mjs'
import { nativeControl, pressable } from './native.mjs'

const MOVES = { navigate: push, redirect: replace, reLaunch: relaunch, switchTab }

nativeControl('navigator', {
  props: { url: String, openType: String, delta: Number, hoverClass: String, target: String },
  created: (_, element) => {
    element.setAttribute('role', 'link')
    pressable(element)
  },
  update: { url: () => {}, openType: () => {}, delta: () => {}, hoverClass: () => {}, target: () => {} },
  on: {
    click: ({ data }) => {
      try {
        if (data.openType === 'navigateBack') back(data.delta || 1)
        else MOVES[data.openType || 'navigate'](data.url)
      } catch (error) {
        report(error, 'navigator')
      }
    },
  },
})

const SWIPER = {
  indicatorDots: Boolean, indicatorColor: String, indicatorActiveColor: String, autoplay: Boolean, current: Number, interval: Number, duration: Number,
  circular: Boolean, vertical: Boolean, previousMargin: String, nextMargin: String, displayMultipleItems: Number, easingFunction: String,
}
nativeControl('swiper', {
  props: SWIPER,
  created: (_, element) => { element.tabIndex = 0 },
  update: Object.fromEntries(Object.keys(SWIPER).map((name) => [name, () => {}])),
})
nativeControl('swiper-item', { props: { itemId: String, skipHiddenItemLayout: Boolean }, update: { itemId: () => {}, skipHiddenItemLayout: () => {} } })

nativeControl('progress', {
  props: { percent: Number, showInfo: Boolean, strokeWidth: Number, activeColor: String, backgroundColor: String, active: Boolean },
  created: (_, element) => { element.max = 100 },
  update: { percent: (element, value) => { element.value = value }, showInfo: () => {}, active: () => {}, backgroundColor: () => {} },
})
