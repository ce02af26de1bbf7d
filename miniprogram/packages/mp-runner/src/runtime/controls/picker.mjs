/** picker: a dialog with one list, several lists, a date or a time. */

import { actions, openDialog } from '../surfaces/dialog.mjs'
import { fire, nativeControl, pressable } from './native.mjs'
import { registerField } from './values.mjs'

const KEPT = {
  mode: String, range: Array, rangeKey: String, value: null, start: String, end: String, fields: String, headerText: String, level: String, customItem: String,
}

nativeControl('picker', {
  props: { ...KEPT, disabled: Boolean },
  created: (component, element) => {
    element.setAttribute('role', 'button')
    element.setAttribute('aria-haspopup', 'dialog')
    pressable(element)
    registerField(element, () => component.data.value ?? ((component.data.mode || 'selector') === 'selector' ? 0 : ''))
  },
  update: {
    ...Object.fromEntries(Object.keys(KEPT).map((name) => [name, () => {}])),
    disabled: (element, value) => element.setAttribute('aria-disabled', String(Boolean(value))),
  },
  on: { click: (component) => !component.data.disabled && pick(component) },
})

async function pick(component) {
  const { mode, headerText } = component.data
  const content = (CONTENTS[mode || 'selector'] ?? dateContent)(component.data)
  const value = await openDialog({
    label: headerText || '请选择',
    sheet: true,
    content: (close) => [...content.nodes(close), actions([['取消', () => close()], content.read && ['确定', () => close(content.read())]])],
  })
  if (value === undefined) fire(component, 'cancel')
  else fire(component, 'change', { value })
}

const CONTENTS = {
  selector: ({ range, rangeKey, value }) => ({
    nodes: (close) => range.map((item, index) => option(textOf(item, rangeKey), index === Number(value), () => close(index))),
  }),
  multiSelector: ({ range, rangeKey, value }) => {
    const lists = range.map((column, index) => list(column, rangeKey, value?.[index], index))
    return { nodes: () => lists, read: () => lists.map((select) => select.selectedIndex) }
  },
}

function dateContent({ mode, value, start, end, fields }) {
  const input = document.createElement('input')
  input.type = mode === 'time' ? 'time' : fields === 'month' ? 'month' : 'date'
  Object.assign(input, { value: value ?? '', min: start ?? '', max: end ?? '' })
  input.setAttribute('aria-label', mode === 'time' ? '时间' : '日期')
  return { nodes: () => [input], read: () => input.value || undefined }
}

function option(text, selected, choose) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = text
  button.className = 'mp-option'
  if (selected) button.setAttribute('aria-current', 'true')
  button.addEventListener('click', choose)
  return button
}

function list(column, key, selected, index) {
  const select = document.createElement('select')
  select.setAttribute('aria-label', `第 ${index + 1} 列`)
  for (const item of column) select.add(new Option(textOf(item, key)))
  select.selectedIndex = selected ?? 0
  return select
}

const textOf = (item, key) => String(key ? item[key] : item)
