/** What each control holds, for the form around it. */

const fields = new WeakMap()

/** `read` gives the value, `reset` puts back the first one. */
export const registerField = (element, read, reset) => fields.set(element, { read, reset })

/** Values by name of all named fields inside a form: built-in ones and components with the wx://form-field behaviour. */
export function formValue(form) {
  const value = {}
  for (const element of form.querySelectorAll('*')) {
    const name = element.__wxElement?.data?.name
    if (!name) continue
    const field = fields.get(element)
    if (field) value[name] = field.read()
    else if ('value' in element.__wxElement.data) value[name] = element.__wxElement.data.value
  }
  return value
}

export function resetForm(form) {
  for (const element of form.querySelectorAll('*')) fields.get(element)?.reset?.()
}
