/** This phone's own WeChat, answering over HTTP. */

import { config } from '../config.mjs'
import { Refused } from './answer.mjs'

export async function askClient(path, body = {}) {
  if (!config.clientBase) throw new Refused('this phone has no WeChat (clientBase is not configured)')
  const answer = await fetch(`${config.clientBase}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((error) => {
    throw new Refused(error.message)
  })
  const result = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refused(result.message ?? result.detail ?? `WeChat answered ${answer.status}`)
  const failure = /:fail ?(.*)$/.exec(result.errMsg ?? '')
  if (failure) throw new Refused(failure[1], { errCode: result.errCode })
  return result
}
