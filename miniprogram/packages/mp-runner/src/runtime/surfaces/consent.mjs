/** The questions that WeChat itself asks the person: messages, face check, privacy. */

import { programName } from '../program.mjs'
import { actions, openDialog } from './dialog.mjs'

/** Asks for each template; answers {ids by "accept" | "reject", remember}, or undefined when the dialog was left. */
export function askForMessages(templates) {
  const rows = templates.map(({ id, title }) => choiceRow(id, title))
  const remember = checkbox('总是保持以上选择，不再询问')
  return openDialog({
    label: '订阅消息',
    title: `${programName} 申请给你发送以下消息`,
    content: (close) => {
      const done = (read) => close({ answers: Object.fromEntries(rows.map((row) => [row.id, read(row)])), remember: remember.input.checked })
      return [
        ...rows.map((row) => row.element),
        remember.element,
        actions([['拒绝', () => done(() => 'reject')], ['允许', () => done((row) => (row.input.checked ? 'accept' : 'reject'))]]),
      ]
    },
  })
}

/** How the face check ends: "pass", "mismatch" or "cancel". */
export async function askForFace() {
  const result = await openDialog({
    label: '人脸识别',
    title: '人脸识别',
    text: '沙盒里没有摄像头，请选择这次核验的结果。',
    content: (close) => [
      actions([['核验通过', () => close('pass')]]),
      actions([['不是本人', () => close('mismatch')]]),
      actions([['取消核验', () => close('cancel')]]),
    ],
  })
  return result ?? 'cancel'
}

export async function askForPrivacy(contract) {
  const agreed = await openDialog({
    label: '用户隐私保护提示',
    title: '用户隐私保护提示',
    text: `在你使用服务之前，请阅读并同意${contract}。`,
    content: (close) => [actions([['拒绝', () => close(false)], ['同意', () => close(true)]])],
  })
  return agreed === true
}

function choiceRow(id, title) {
  const { element, input } = checkbox(title)
  input.checked = true
  return { id, element, input }
}

function checkbox(text) {
  const element = document.createElement('label')
  element.className = 'mp-choice'
  const input = Object.assign(document.createElement('input'), { type: 'checkbox' })
  element.append(input, text)
  return { element, input }
}
