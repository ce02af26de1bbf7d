/** Storage of one person's phone: several phones share the browser, so every key carries the person. */

import { config } from '../config.mjs'
import { asynchronous, Refused } from './answer.mjs'

const PREFIX = `mp:${config.user}:`
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length))

export const getStorageSync = (key) => {
  const text = localStorage.getItem(PREFIX + key)
  return text === null ? '' : JSON.parse(text)
}
export const setStorageSync = (key, value) => localStorage.setItem(PREFIX + key, JSON.stringify(value ?? null))
const removeStorageSync = (key) => localStorage.removeItem(PREFIX + key)
const clearStorageSync = () => keys().forEach(removeStorageSync)
const getStorageInfoSync = () => ({ keys: keys(), currentSize: 1, limitSize: 10240 })

export const storage = {
  getStorageSync,
  setStorageSync,
  removeStorageSync,
  clearStorageSync,
  getStorageInfoSync,
  getStorage: asynchronous('getStorage', ({ key }) => {
    if (!keys().includes(key)) throw new Refused('data not found')
    return { data: getStorageSync(key) }
  }),
  setStorage: asynchronous('setStorage', ({ key, data }) => setStorageSync(key, data)),
  removeStorage: asynchronous('removeStorage', ({ key }) => removeStorageSync(key)),
  clearStorage: asynchronous('clearStorage', clearStorageSync),
  getStorageInfo: asynchronous('getStorageInfo', getStorageInfoSync),
}
