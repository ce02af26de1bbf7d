/** input and textarea. */

import { fire, nativeControl } from './native.mjs'
import { registerField } from './values.mjs'

/** WeChat's own limit when the program names none. */
const MAX_LENGTH = 140
const KEYBOARDS = { number: 'numeric', digit: 'decimal', tel: 'tel' }
const SILENT = {
  placeholderStyle: String, placeholderClass: String, confirmType: String, cursorSpacing: Number, adjustPosition: Boolean, holdKeyboard: Boolean,
  confirmHold: Boolean, alwaysEmbed: Boolean, cursor: Number, selectionStart: Number, selectionEnd: Number, showConfirmBar: Boolean, fixed: Boolean,
  disableDefaultPadding: Boolean, randomNumber: Boolean, controlled: Boolean,
}

const nothing = () => {}
const kindOf = (component) => (component.data.password ? 'password' : 'text')

const update = {
  ...Object.fromEntries(Object.keys(SILENT).map((name) => [name, nothing])),
  value: (element, value) => {
    const text = String(value ?? '')
    if (element.value !== text) element.value = text
    grow(element)
  },
  type: (element, value) => { element.inputMode = KEYBOARDS[value] ?? 'text' },
  password: (element, _, component) => { element.type = kindOf(component) },
  disabled: (element, value) => { element.disabled = Boolean(value) },
  maxlength: (element, value) => (value < 0 ? element.removeAttribute('maxlength') : element.setAttribute('maxlength', value)),
  focus: (element, value) => value && setTimeout(() => element.focus()),
  autoFocus: (element, value) => value && setTimeout(() => element.focus()),
  autoHeight: (element, value) => { element.dataset.grows = String(Boolean(value)) },
}

const props = {
  value: null, type: String, password: Boolean, placeholder: String, disabled: Boolean, maxlength: { type: Number, value: MAX_LENGTH },
  focus: Boolean, autoFocus: Boolean, autoHeight: Boolean, autocomplete: String, ...SILENT,
}

const on = {
  input: (component, _, element) => {
    grow(element)
    fire(component, 'input', { value: element.value, cursor: element.selectionStart })
  },
  change: nothing,
  focus: (component, _, element) => fire(component, 'focus', { value: element.value, height: 0 }),
  blur: (component, _, element) => fire(component, 'blur', { value: element.value, cursor: element.selectionStart }),
  keydown: (component, event, element) => {
    if (event.key === 'Enter' && element.tagName === 'INPUT') fire(component, 'confirm', { value: element.value })
  },
}

function grow(element) {
  if (element.dataset.grows !== 'true') return
  element.style.height = 'auto'
  element.style.height = `${element.scrollHeight}px`
}

function created(component, element) {
  element.autocomplete = 'off'
  registerField(element, () => element.value, () => { element.value = component.data.value ?? '' })
}

for (const tag of ['input', 'textarea']) nativeControl(tag, { props, update, on, created })
