/** glass-easel, the component framework inside the mini-program runtime, set up for one program in one browser page. */

import { glassEasel, MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { plainEvents } from './events.mjs'
import { report } from './host.mjs'

// uni-app puts event handlers on the instance, not in the definition. Must be set before any component space exists.
glassEasel.globalOptions.useMethodCallerListeners = true
plainEvents(glassEasel)
plainIds(glassEasel.Element.prototype)

const environment = new MiniProgramEnv()
const context = new glassEasel.CurrentWindowBackendContext()
context.onEvent((target, type, detail, options) => glassEasel.Event.triggerEvent(target, type, detail, options))

export { glassEasel }
export const codeSpace = environment.createCodeSpace('', true)
export const componentSpace = codeSpace.getComponentSpace()
export const backend = environment.associateBackend(context)

glassEasel.addGlobalErrorListener((error) => {
  report(error, 'component')
  return false
})

/** The framework keeps ids to itself or prefixes them; labels, descriptions and tests want them in the page as written. */
function plainIds(prototype) {
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'id')
  Object.defineProperty(prototype, 'id', {
    get,
    set(value) {
      set.call(this, value)
      if (this.$$?.nodeType === Node.ELEMENT_NODE) this.$$.id = value
    },
  })
}
