/** The `wx` object: everything below in one place, watched for what the program calls and what it misses. */

import { host } from '../host.mjs'
import { toasts } from '../surfaces/toast.mjs'
import { showActionSheet, showModal } from '../surfaces/modal.mjs'
import { device } from './device.mjs'
import { fileFunctions } from './files.mjs'
import { media } from './media.mjs'
import { navigation } from './navigation.mjs'
import { network } from './network.mjs'
import { openFunctions } from './open.mjs'
import { privacy } from './privacy.mjs'
import { storage } from './storage.mjs'
import { system } from './system.mjs'

const functions = {
  env: { USER_DATA_PATH: 'wxfile://usr' },
  ...system, ...device, ...storage, ...network, ...media, ...fileFunctions, ...navigation, ...openFunctions, ...privacy, ...toasts,
  showModal,
  showActionSheet,
  canIUse: (name) => name.split('.')[0] in functions || /^(button|input|page|text|image)\b/.test(name),
}

/** Asked for so often, or about so little, that they would drown the others. */
const QUIET = /^(get(System|Window|Device|AppBase|Storage|Account|Menu|Launch|Enter|ExtConfig)|create[A-Z]|canIUse$|on[A-Z]|off[A-Z]|nextTick$|report|env$)/
/** Looked for by frameworks to find out where they run. */
const PROBED = /^(then|toJSON|__|\$|create(App|Page|Component|PluginApp|SubpackageApp)$|onAppRoute)/

export const wx = new Proxy(functions, {
  get(target, name) {
    if (typeof name !== 'string' || name in Object.prototype) return target[name]
    if (!(name in target)) {
      if (!PROBED.test(name)) host.missing.add(name)
      return undefined
    }
    const value = target[name]
    return typeof value === 'function' && !QUIET.test(name) ? noted(name, value) : value
  },
})

function noted(name, call) {
  return (...given) => {
    const [first] = given
    host.calls.push([name, first && typeof first === 'object' ? first.url ?? Object.keys(first) : first])
    return call(...given)
  }
}
