/** The phone around the program: network state, clipboard, calls, vibration, scanning. */

import { config } from '../config.mjs'
import { showModal } from '../surfaces/modal.mjs'
import { toasts } from '../surfaces/toast.mjs'
import { asynchronous, Refused } from './answer.mjs'

const networkType = () => (navigator.onLine ? 'wifi' : 'none')
let clipboard = ''

export const device = {
  getNetworkType: asynchronous('getNetworkType', () => ({ networkType: networkType() })),
  onNetworkStatusChange: (listener) => {
    for (const type of ['online', 'offline']) {
      window.addEventListener(type, () => listener({ isConnected: navigator.onLine, networkType: networkType() }))
    }
  },
  offNetworkStatusChange() {},
  setClipboardData: asynchronous('setClipboardData', ({ data }) => {
    clipboard = data
    toasts.showToast({ title: '内容已复制', icon: 'none' })
  }),
  getClipboardData: asynchronous('getClipboardData', () => ({ data: clipboard })),
  makePhoneCall: asynchronous('makePhoneCall', async ({ phoneNumber }) => {
    const { confirm } = await showModal({ title: '拨打电话', content: phoneNumber, confirmText: '呼叫' })
    if (!confirm) throw new Refused('cancel')
  }),
  scanCode: asynchronous('scanCode', () => {
    if (config.scan === null) throw new Refused('cancel')
    return { result: config.scan, scanType: 'QR_CODE' }
  }),
  vibrateShort: asynchronous('vibrateShort', () => {}),
  vibrateLong: asynchronous('vibrateLong', () => {}),
  setKeepScreenOn: asynchronous('setKeepScreenOn', () => {}),
  hideKeyboard: asynchronous('hideKeyboard', () => document.activeElement?.blur()),
}
