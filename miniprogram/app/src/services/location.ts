/** Where the phone is (GCJ-02), asked for only after a tap; about a hundred metres are near enough. */
// #ifdef H5
import { shifted } from './map-shift'
// #endif

export interface Spot {
  lat: number
  lng: number
}
export type Located = Spot | 'refused' | 'unknown'
const WAIT_MS = 8000

const rounded = (degrees: number): number => Math.round(degrees * 1000) / 1000
const rough = ({ lat, lng }: Spot): Spot => ({ lat: rounded(lat), lng: rounded(lng) })

export function whereAmI(): Promise<Located> {
  return new Promise((resolve) => {
    // #ifdef H5
    if (!navigator.geolocation) return resolve('unknown')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(rough(shifted({ lat: coords.latitude, lng: coords.longitude }))),
      ({ code, PERMISSION_DENIED }) => resolve(code === PERMISSION_DENIED ? 'refused' : 'unknown'),
      { timeout: WAIT_MS, maximumAge: 60_000 },
    )
    // #endif
    // #ifdef MP-WEIXIN
    if (!wx.getFuzzyLocation) return resolve('unknown')
    wx.getFuzzyLocation({
      type: 'gcj02',
      success: ({ latitude, longitude }) => resolve(rough({ lat: latitude, lng: longitude })),
      fail: ({ errMsg }) => resolve(/auth|deny|privacy/.test(errMsg) ? 'refused' : 'unknown'),
    })
    // #endif
  })
}
