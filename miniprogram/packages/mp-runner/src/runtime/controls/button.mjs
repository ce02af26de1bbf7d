/** button: form submission, and the open capabilities that only a tapped button may ask for. */

import { openCapability } from '../wx/open-types.mjs'
import { fire, nativeControl } from './native.mjs'
import { formValue, resetForm } from './values.mjs'

const SILENT = {
  size: String, type: String, plain: Boolean, loading: Boolean, hoverClass: String, hoverStopPropagation: Boolean, hoverStartTime: Number,
  hoverStayTime: Number, lang: String, sessionFrom: String, sendMessageTitle: String, sendMessagePath: String, sendMessageImg: String,
  appParameter: String, showMessageCard: Boolean, scope: String, needShowEntrance: Boolean, phoneNumberNoQuotaToast: Boolean,
  formType: String, openType: String,
}

nativeControl('button', {
  props: { disabled: Boolean, ...SILENT },
  created: (_, element) => { element.type = 'button' },
  update: {
    ...Object.fromEntries(Object.keys(SILENT).map((name) => [name, () => {}])),
    disabled: (element, value) => { element.disabled = Boolean(value) },
    loading: (element, value) => element.toggleAttribute('aria-busy', Boolean(value)),
  },
  on: {
    click: (component, _, element) => {
      if (component.data.formType) submit(component.data.formType, element.closest('form'))
      openCapability(component.data.openType, (name, detail) => fire(component, name, detail))
    },
  },
})

function submit(kind, form) {
  if (!form) return
  if (kind === 'submit') return fire(form.__wxElement, 'submit', { value: formValue(form) })
  resetForm(form)
  fire(form.__wxElement, 'reset')
}
