/** Events as a mini-program sees them: plain objects, and taps that also come from a keyboard or a screen reader. */

import { report } from './host.mjs'

const GHOST_MS = 400

/** Handlers receive own fields and `{id, dataset}` targets, never the page's elements. */
export function plainEvents(glassEasel) {
  glassEasel.Event.prototype.wrapShadowedEvent = function (target, mark, current) {
    const touches = touchesOf(this.getOriginalEvent())
    return {
      type: this.type,
      timeStamp: this.timeStamp,
      detail: this.detail ?? {},
      mark: mark ?? {},
      target: plainTarget(target),
      currentTarget: plainTarget(current),
      ...(touches && { touches, changedTouches: touches }),
      preventDefault: () => this.preventDefault(),
      stopPropagation: () => this.stopPropagation(),
      markMutated: () => this.markMutated(),
    }
  }
  tellOfMissingHandlers(glassEasel.Component)
  tapOnSyntheticClick(glassEasel.Event)
}

function plainTarget(caller) {
  const element = caller?._$ ?? caller
  return { id: element?.id ?? '', dataset: { ...(element?.dataset ?? {}) }, offsetLeft: 0, offsetTop: 0 }
}

function touchesOf(original) {
  if (!original?.changedTouches) return undefined
  return [...original.changedTouches].map(({ identifier, clientX, clientY, pageX, pageY }) => ({ identifier, clientX, clientY, pageX, pageY }))
}

/** The framework passes over a handler that does not exist; a button that does nothing must not pass a test. */
function tellOfMissingHandlers(Component) {
  const find = Component.getMethod
  Component.getMethod = (component, name) => {
    const method = find(component, name)
    if (!method && name) report(new Error(`${component.is} has no method "${name}" to handle an event`), 'event')
    return method
  }
}

/** The framework makes taps from touches and the mouse; a click that follows neither comes from a key or an assistive device. */
function tapOnSyntheticClick(Event) {
  let pointed = -Infinity
  const remember = (event) => { pointed = event.timeStamp }
  for (const type of ['touchend', 'mouseup']) document.addEventListener(type, remember, { capture: true })
  document.addEventListener('click', (event) => {
    if (event.detail > 0 || event.timeStamp - pointed < GHOST_MS) return
    let node = event.target
    while (node && !node.__wxElement) node = node.parentNode
    if (node) Event.triggerEvent(node.__wxElement, 'tap', { x: 0, y: 0 }, { bubbles: true, composed: true })
  }, { capture: true })
}
