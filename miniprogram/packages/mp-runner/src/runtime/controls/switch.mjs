/** switch. */

import { fire, nativeControl, pressable } from './native.mjs'
import { registerField } from './values.mjs'

const on = (element) => element.getAttribute('aria-checked') === 'true'
const turn = (element, value) => element.setAttribute('aria-checked', String(Boolean(value)))

nativeControl('switch', {
  props: { checked: Boolean, disabled: Boolean, color: String, type: String },
  created: (component, element) => {
    element.setAttribute('role', 'switch')
    turn(element, false)
    pressable(element)
    registerField(element, () => on(element), () => turn(element, component.data.checked))
  },
  update: {
    checked: turn,
    color: (element, value) => element.style.setProperty('--mp-switch', value),
    type: () => {},
    disabled: (element, value) => element.setAttribute('aria-disabled', String(Boolean(value))),
  },
  on: {
    click: (component, _, element) => {
      if (component.data.disabled) return
      turn(element, !on(element))
      fire(component, 'change', { value: on(element) })
    },
  },
})
