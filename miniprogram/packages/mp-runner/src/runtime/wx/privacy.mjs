/** Consent before personal data is used: the program's own dialog when it has one, the platform's when not. */

import { config } from '../config.mjs'
import { programName } from '../program.mjs'
import { askForPrivacy } from '../surfaces/consent.mjs'
import { asynchronous, Refused } from './answer.mjs'
import { getStorageSync, setStorageSync } from './storage.mjs'

const AGREED = '__privacy'
const CONTRACT = `《${programName}用户隐私保护指引》`
let own = null

const needed = () => config.privacy === 'ask' && getStorageSync(AGREED) !== true
export const agreePrivacy = () => setStorageSync(AGREED, true)

/** Resolves when personal data may be used; refuses when the person did not agree. */
export async function privateData() {
  if (!needed()) return
  const agreed = own ? await askProgram() : await askForPrivacy(CONTRACT)
  if (!agreed) throw new Refused('privacy permission is not authorized', { errno: 104 })
  agreePrivacy()
}

const askProgram = () => new Promise((done) => own(({ event }) => event !== 'exposureAuthorization' && done(event === 'agree'), { referrer: 'api' }))

export const privacy = {
  onNeedPrivacyAuthorization: (listener) => { own = listener },
  getPrivacySetting: asynchronous('getPrivacySetting', () => ({ needAuthorization: needed(), privacyContractName: CONTRACT })),
  requirePrivacyAuthorize: asynchronous('requirePrivacyAuthorize', privateData),
  openPrivacyContract: asynchronous('openPrivacyContract', () => {}),
}
