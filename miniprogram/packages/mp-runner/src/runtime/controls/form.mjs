/** form and label. */

import { nativeControl } from './native.mjs'

nativeControl('form', {
  props: { reportSubmit: Boolean },
  created: (_, element) => element.addEventListener('submit', (event) => event.preventDefault()),
})

nativeControl('label', {
  props: { for: String },
  update: { for: (element, value) => { element.htmlFor = value } },
})

const OWN = 'checkbox, radio, switch'

/** The page's own labels know only its own controls: pass the click on to ours. */
document.addEventListener('click', (event) => {
  const label = event.target.closest?.('label')
  if (!label || event.target.closest(OWN)) return
  const named = label.htmlFor && document.getElementById(label.htmlFor)
  const control = (named?.matches(OWN) && named) || label.querySelector(OWN)
  if (control) control.click()
})
