/** Open capabilities: login, subscribe messages, face check, settings. */

import { config } from '../config.mjs'
import { askForFace, askForMessages } from '../surfaces/consent.mjs'
import { asynchronous, Refused } from './answer.mjs'
import { askClient } from './client.mjs'
import { getStorageSync, setStorageSync } from './storage.mjs'

const MOST_TEMPLATES = 5
const REMEMBERED = '__subscriptions'
const remembered = () => getStorageSync(REMEMBERED) || {}
/** Without a tap moments ago WeChat does not ask; browsers know the same moment as activation. */
const tapped = () => navigator.userActivation?.isActive !== false

async function requestSubscribeMessage({ tmplIds = [] }) {
  if (!tmplIds.length) throw new Refused('TmplIds can not be empty', { errCode: 10001 })
  if (tmplIds.length > MOST_TEMPLATES) throw new Refused('Templates count out of max bounds', { errCode: 20003 })
  const known = remembered()
  const open = tmplIds.filter((id) => !known[id])
  if (open.length && !tapped()) throw new Refused('can only be invoked by user TAP gesture.')
  const answers = { ...known, ...(open.length ? await ask(open) : {}) }
  const chosen = Object.fromEntries(tmplIds.map((id) => [id, answers[id]]))
  const result = await askClient('subscribe', { template_ids: tmplIds, answers: chosen })
  return Object.fromEntries(tmplIds.map((id) => [id, result[id]]))
}

async function ask(ids) {
  const titles = ids.map((id) => ({ id, title: config.templates[id] ?? `消息模板 ${id}` }))
  const given = (await askForMessages(titles)) ?? { answers: Object.fromEntries(ids.map((id) => [id, 'reject'])), remember: false }
  if (given.remember) setStorageSync(REMEMBERED, { ...remembered(), ...given.answers })
  return given.answers
}

async function requestFacialVerify({ verifyId }) {
  if (!verifyId) throw new Refused('verifyId is empty', { errCode: 90001 })
  const result = await askForFace()
  await askClient('face', { verify_id: verifyId, result })
  if (result === 'cancel') throw new Refused('user cancel', { errCode: 90002 })
  if (result === 'mismatch') throw new Refused('face not match', { errCode: 10004 })
  return { errCode: 0, verifyResult: 'submitted' }
}

function settings({ withSubscriptions }) {
  return {
    authSetting: {},
    ...(withSubscriptions && { subscriptionsSetting: { mainSwitch: true, itemSettings: remembered() } }),
  }
}

export const openFunctions = {
  login: asynchronous('login', async () => ({ code: (await askClient('login')).code })),
  checkSession: asynchronous('checkSession', () => {}),
  requestSubscribeMessage: asynchronous('requestSubscribeMessage', requestSubscribeMessage),
  requestFacialVerify: asynchronous('requestFacialVerify', requestFacialVerify),
  getSetting: asynchronous('getSetting', settings),
  openSetting: asynchronous('openSetting', settings),
  authorize: asynchronous('authorize', () => {}),
}
