/** checkbox and radio with their groups. */

import { fire, nativeControl, pressable } from './native.mjs'
import { registerField } from './values.mjs'

const checked = (element) => element.getAttribute('aria-checked') === 'true'
const check = (element, value) => element.setAttribute('aria-checked', String(Boolean(value)))

function define(tag, group, single) {
  const members = (element) => [...element.querySelectorAll(tag)]
  const read = (element) => {
    const values = members(element).filter(checked).map((member) => member.__wxElement.data.value)
    return single ? values[0] ?? '' : values
  }

  nativeControl(group, {
    created: (_, element) => {
      element.setAttribute('role', single ? 'radiogroup' : 'group')
      registerField(element, () => read(element), () => members(element).forEach((member) => check(member, member.__wxElement.data.checked)))
    },
  })

  nativeControl(tag, {
    props: { value: String, checked: Boolean, disabled: Boolean, color: String },
    created: (_, element) => {
      element.setAttribute('role', tag)
      check(element, false)
      pressable(element)
    },
    update: {
      value: () => {},
      color: () => {},
      checked: check,
      disabled: (element, value) => element.setAttribute('aria-disabled', String(Boolean(value))),
    },
    on: {
      click: (component, _, element) => {
        if (component.data.disabled || (single && checked(element))) return
        const owner = element.closest(group)
        if (single && owner) members(owner).forEach((member) => check(member, false))
        check(element, !checked(element))
        if (owner) fire(owner.__wxElement, 'change', { value: read(owner) })
      },
    },
  })
}

define('checkbox', 'checkbox-group', false)
define('radio', 'radio-group', true)
