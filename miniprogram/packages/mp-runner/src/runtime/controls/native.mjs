/** Defines a built-in component whose host element in the page is its own control. */

import { componentSpace } from '../framework.mjs'

const ARIA = [
  'label', 'labelledby', 'describedby', 'hidden', 'live', 'checked', 'selected', 'expanded', 'disabled', 'current', 'invalid', 'required',
  'controls', 'haspopup', 'pressed', 'modal', 'valuenow', 'valuemin', 'valuemax', 'valuetext', 'posinset', 'setsize', 'level',
]
const COMMON = {
  id: String, name: String, hidden: Boolean, role: String,
  ...Object.fromEntries(ARIA.map((name) => [`aria${name[0].toUpperCase()}${name.slice(1)}`, null])),
}

/**
 * `props`: types by name. `update`: what a changed property does to the element, instead of becoming an attribute.
 * `on`: DOM events, as (component, event, element); the framework's own listener for them is kept out.
 */
export function nativeControl(tag, { props = {}, update = {}, on = {}, created } = {}) {
  const properties = { ...COMMON, ...props }
  let builder = componentSpace.define(`wx-builtin/${tag}`).options({ hostNodeTagName: tag }).template(undefined)
  for (const [name, type] of Object.entries(properties)) builder = builder.property(name, loose(type))
  for (const name of Object.keys(properties)) {
    builder = builder.observer(name, function (value) {
      if (this.$$) apply(this, name, value, update[name])
    })
  }
  builder = builder.lifetime('created', function () {
    const element = this.$$
    created?.(this, element)
    for (const [type, handle] of Object.entries(on)) {
      element.addEventListener(type, (event) => {
        event.stopImmediatePropagation()
        handle(this, event, element)
      })
    }
    for (const name of Object.keys(properties)) {
      if (this.data[name] || this.data[name] === 0) apply(this, name, this.data[name], update[name])
    }
  })
  componentSpace.setGlobalUsingComponent(tag, builder.registerComponent())
}

/** Programs bind null to texts that they leave out; the framework would warn each time. */
const loose = (type) => (type === String ? null : type)

function apply(component, name, value, update) {
  const element = component.$$
  if (update) return update(element, value, component)
  const attribute = name.replace(/^aria([A-Z])/, (_, first) => `aria-${first.toLowerCase()}`)
  if (value === true && !attribute.startsWith('aria-')) element.setAttribute(attribute, '')
  else if (value === undefined || value === null || value === '' || (value === false && !attribute.startsWith('aria-'))) element.removeAttribute(attribute)
  else element.setAttribute(attribute, String(value))
}

export const fire = (component, name, detail = {}) => component.triggerEvent(name, detail)

/** The element acts on Enter and Space like a button. */
export function pressable(element) {
  element.tabIndex = 0
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    element.click()
  })
}

