/** Dialogs of the platform, drawn with the page's own <dialog>: it keeps the focus inside and closes on Escape. */

/**
 * Shows a dialog and waits. `content` gets `close(value)` and returns the elements to show;
 * the answer is that value, or undefined when the person left without choosing.
 */
export function openDialog({ label, title, text, content, sheet = false }) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog')
    dialog.className = sheet ? 'mp-dialog mp-sheet' : 'mp-dialog'
    dialog.setAttribute('aria-label', label ?? title ?? text)
    let answer
    const close = (value) => {
      answer = value
      dialog.close()
    }
    if (title) dialog.append(paragraph('mp-dialog-title', title))
    if (text) dialog.append(paragraph('mp-dialog-text', text))
    dialog.append(...content(close))
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

/** A row of buttons; [text, action, colour?] each, missing ones are passed over. */
export function actions(choices) {
  const row = document.createElement('div')
  row.className = 'mp-actions'
  for (const [text, act, colour] of choices.filter(Boolean)) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = text
    if (colour) button.style.color = colour
    button.addEventListener('click', act)
    row.append(button)
  }
  return row
}

export function paragraph(className, text) {
  const element = document.createElement('p')
  element.className = className
  element.textContent = text
  return element
}
