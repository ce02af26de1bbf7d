/** What the program is told about its platform, its launch and its own release. */

import { config } from '../config.mjs'
import { launchOptions, offAppHide, offAppShow, onAppHide, onAppShow } from '../lifecycle.mjs'
import { themeName } from '../program.mjs'
import { asynchronous } from './answer.mjs'

const BAR = 44
const base = () => ({
  SDKVersion: '3.12.0', version: '8.0.61', language: 'zh_CN', theme: themeName(), host: { appId: '', env: 'WeChat' },
  enableDebug: false, fontSizeSetting: config.fontSize, fontSizeScaleFactor: config.fontSize / 16,
})
const phone = () => ({ platform: 'devtools', brand: 'devtools', model: 'browser', system: 'Linux', deviceOrientation: 'portrait', benchmarkLevel: 1 })
const screen = () => ({
  pixelRatio: devicePixelRatio, screenWidth: innerWidth, screenHeight: innerHeight, windowWidth: innerWidth, windowHeight: innerHeight - BAR,
  statusBarHeight: 0, screenTop: BAR, safeArea: { left: 0, right: innerWidth, top: 0, bottom: innerHeight, width: innerWidth, height: innerHeight },
})
const everything = () => ({ ...base(), ...phone(), ...screen() })

const unused = [
  'onError', 'offError', 'onUnhandledRejection', 'onPageNotFound', 'onMemoryWarning', 'onKeyboardHeightChange', 'offKeyboardHeightChange',
  'onWindowResize', 'offWindowResize', 'onUserCaptureScreen', 'reportEvent', 'reportAnalytics', 'reportMonitor', 'reportPerformance', 'preloadAssets',
]

export const system = {
  ...Object.fromEntries(unused.map((name) => [name, () => {}])),
  getSystemInfoSync: everything,
  getSystemInfo: asynchronous('getSystemInfo', everything),
  getSystemInfoAsync: asynchronous('getSystemInfoAsync', everything),
  getAppBaseInfo: base,
  getDeviceInfo: phone,
  getWindowInfo: screen,
  getSystemSetting: () => ({ locationEnabled: true, wifiEnabled: true, bluetoothEnabled: false }),
  getAppAuthorizeSetting: () => ({ notificationAuthorized: 'authorized', cameraAuthorized: 'authorized', locationAuthorized: 'not determined' }),
  getLaunchOptionsSync: launchOptions,
  getEnterOptionsSync: launchOptions,
  getAccountInfoSync: () => ({ miniProgram: { appId: 'sandbox', envVersion: 'develop', version: '' } }),
  /** The sandbox tells its program where the API is, as a platform does for programs made from a template. */
  getExtConfigSync: () => ({ apiBase: config.apiBase }),
  getExtConfig: asynchronous('getExtConfig', () => ({ extConfig: { apiBase: config.apiBase } })),
  getMenuButtonBoundingClientRect: () => ({ width: 87, height: 32, left: innerWidth - 94, right: innerWidth - 7, top: 6, bottom: 38 }),
  getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
  nextTick: (work) => Promise.resolve().then(work),
  onAppShow, offAppShow, onAppHide, offAppHide,
  onThemeChange: (listener) => matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => listener({ theme: themeName() })),
  offThemeChange() {},
}
