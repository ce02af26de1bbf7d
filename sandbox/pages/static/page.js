// Buttons and forms that post JSON, parts of the page that renew themselves, and the phone's frame.
'use strict'

const note = document.getElementById('note')
const tags = new WeakMap()
let quiet

function say(text) {
  note.textContent = text
  clearTimeout(quiet)
  quiet = setTimeout(() => { note.textContent = '' }, 4000)
}

async function send(path, body, method = 'POST') {
  try {
    const answer = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: method === 'POST' ? JSON.stringify(body) : undefined })
    const told = await answer.json().catch(() => ({}))
    if (!answer.ok) say(told.message || '没有办成，请再试一次。')
    return answer.ok
  } catch {
    say('沙盒没有回答，它还在运行吗？')
    return false
  } finally {
    await renewAll()
  }
}

const inUse = (part) => part.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')
  || [...part.querySelectorAll('textarea')].some((field) => field.value)

// What had the focus keeps it when its part is written anew.
function keepFocus(part, write) {
  const held = part.contains(document.activeElement) ? [...part.querySelectorAll('a, button, summary')].indexOf(document.activeElement) : -1
  const open = [...part.querySelectorAll('details')].map((one) => one.open)
  write()
  part.querySelectorAll('details').forEach((one, place) => { one.open = open[place] ?? false })
  if (held >= 0) part.querySelectorAll('a, button, summary')[held]?.focus()
}

async function renew(part) {
  if (inUse(part)) return
  const tag = tags.get(part)
  const answer = await fetch(part.dataset.live, { headers: tag ? { 'if-none-match': tag } : {}, cache: 'no-store' }).catch(() => null)
  if (!answer || answer.status !== 200) return
  const text = await answer.text()
  if (inUse(part)) return
  if (tags.has(part) || text !== part.innerHTML) keepFocus(part, () => { part.innerHTML = text })
  tags.set(part, answer.headers.get('etag'))
  markRead()
}

const renewAll = () => Promise.all([...document.querySelectorAll('[data-live]')].map(renew))

async function tick() {
  if (!document.hidden) await renewAll()
  setTimeout(tick, 1500)
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-post]')
  if (button) {
    button.setAttribute('aria-busy', 'true')
    send(button.dataset.post, JSON.parse(button.dataset.body || '{}'), button.dataset.method).finally(() => button.removeAttribute('aria-busy'))
  }
  const copy = event.target.closest('[data-copy]')
  if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => say('已复制'), () => say(copy.dataset.copy))
})

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('[data-submit]')
  if (!form) return
  event.preventDefault()
  const body = Object.fromEntries(new FormData(form, event.submitter))
  const needed = event.submitter?.dataset.needs
  if (needed && !body[needed].trim()) {
    say('请先写明理由，申请人会看到。')
    form.elements[needed].focus()
    return
  }
  for (const name of (form.dataset.numbers || '').split(' ').filter(Boolean)) body[name] = Number(body[name])
  document.activeElement?.blur()
  form.reset()
  matchKinds(form)
  await send(form.dataset.submit, body)
})

// Only those faults are offered that the chosen place can have.
function matchKinds(form) {
  if (!form.matches('[data-kinds]')) return
  const group = form.dataset.pushed.split(' ').includes(form.elements.target.value) ? 'push' : 'http'
  for (const option of form.elements.kind.options) option.hidden = option.disabled = option.dataset.group !== group
  if (form.elements.kind.selectedOptions[0]?.disabled) form.elements.kind.value = [...form.elements.kind.options].find((one) => !one.disabled).value
}

document.addEventListener('change', (event) => event.target.name === 'target' && matchKinds(event.target.form))
document.querySelectorAll('[data-kinds]').forEach(matchKinds)

// The phone: tapping a message opens the mini-program in the frame, and the list comes back on demand.
const screenBox = document.querySelector('.screen')

function turn(toProgram) {
  document.getElementById('list').hidden = toProgram
  document.getElementById('program').hidden = !toProgram
  if (toProgram) document.getElementById('back').focus()
}

let marked = 0
function markRead() {
  const newest = Number(document.getElementById('newest')?.dataset.seq ?? 0)
  if (!screenBox || newest <= marked || document.hidden || document.getElementById('list').hidden) return
  marked = newest
  setTimeout(() => fetch(screenBox.dataset.read, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ read: newest }) }), 2000)
}

if (screenBox) {
  document.addEventListener('click', (event) => { if (event.target.closest('a[target=mini]')) turn(true) })
  document.getElementById('back').addEventListener('click', () => { turn(false); renewAll() })
}

tick()
