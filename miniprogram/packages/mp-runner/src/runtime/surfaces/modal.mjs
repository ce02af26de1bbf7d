/** showModal and showActionSheet. */

import { asynchronous, Refused } from '../wx/answer.mjs'
import { actions, openDialog } from './dialog.mjs'

export const showModal = asynchronous('showModal', async (options) => {
  const { title, content, editable, showCancel = true, cancelText = '取消', confirmText = '确定', cancelColor, confirmColor } = options
  const input = editable ? textInput(content, options.placeholderText) : null
  const confirmed = await openDialog({
    label: title || content || '提示',
    title,
    text: editable ? '' : content,
    content: (close) => [
      ...(input ? [input] : []),
      actions([showCancel && [cancelText, () => close(false), cancelColor], [confirmText, () => close(true), confirmColor]]),
    ],
  })
  return { confirm: confirmed === true, cancel: confirmed !== true, content: confirmed && input ? input.value : null }
})

export const showActionSheet = asynchronous('showActionSheet', async ({ itemList, alertText, itemColor }) => {
  const index = await openDialog({
    label: alertText || '请选择',
    text: alertText,
    sheet: true,
    content: (close) => [
      ...itemList.map((text, position) => actions([[text, () => close(position), itemColor]])),
      actions([['取消', () => close()]]),
    ],
  })
  if (index === undefined) throw new Refused('cancel')
  return { tapIndex: index }
})

function textInput(value = '', placeholder = '') {
  const input = document.createElement('input')
  Object.assign(input, { value, placeholder, className: 'mp-dialog-input' })
  input.setAttribute('aria-label', placeholder || '输入内容')
  return input
}
