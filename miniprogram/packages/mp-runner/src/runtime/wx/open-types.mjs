/** `<button open-type>`: what the platform does when such a button is tapped. */

import { askClient } from './client.mjs'
import { agreePrivacy, privateData } from './privacy.mjs'

/** `fire(event, detail)` reaches the button's own handler; a refusal arrives there as errMsg, as on a phone. */
export async function openCapability(type, fire) {
  if (type === 'getPhoneNumber') fire('getphonenumber', await phoneNumber())
  if (type === 'agreePrivacyAuthorization') {
    agreePrivacy()
    fire('agreeprivacyauthorization', {})
  }
  if (type === 'openSetting') fire('opensetting', { errMsg: 'openSetting:ok', authSetting: {} })
  if (type === 'chooseAvatar') fire('chooseavatar', { avatarUrl: '' })
}

async function phoneNumber() {
  try {
    await privateData()
    const { code } = await askClient('phone-code')
    return { code, errMsg: 'getPhoneNumber:ok' }
  } catch (error) {
    return { errMsg: `getPhoneNumber:fail ${error.message}` }
  }
}
