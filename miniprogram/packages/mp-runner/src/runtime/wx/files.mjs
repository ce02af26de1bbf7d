/** Temporary files of the phone: chosen photos and downloads under wxfile:// names. */

import { asynchronous, Refused } from './answer.mjs'

const files = new Map()
const addresses = new Map()

export function keepFile(file) {
  const path = `wxfile://tmp_${files.size}_${file.name}`
  files.set(path, file)
  return path
}

export const fileAt = (path) => files.get(path)

/** An address that the page can load: temporary files become blobs, the program's own files are relative to the page. */
export function addressOf(path) {
  const file = files.get(path)
  if (!file) return path.startsWith('/') && !path.startsWith('//') ? `.${path}` : path
  if (!addresses.has(path)) addresses.set(path, URL.createObjectURL(file))
  return addresses.get(path)
}

function demand(path) {
  const file = files.get(path)
  if (!file) throw new Refused(`no such file or directory, open "${path}"`)
  return file
}

async function content({ filePath, encoding }) {
  const buffer = await demand(filePath).arrayBuffer()
  if (!encoding) return { data: buffer }
  if (encoding !== 'base64') return { data: new TextDecoder(encoding).decode(buffer) }
  return { data: btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')) }
}

const manager = {
  readFile: asynchronous('readFile', content),
  getFileInfo: asynchronous('getFileInfo', ({ filePath }) => ({ size: demand(filePath).size })),
  access: asynchronous('access', ({ path }) => void demand(path)),
  unlink: asynchronous('unlink', ({ filePath }) => void (demand(filePath), files.delete(filePath))),
}

export const fileFunctions = {
  getFileSystemManager: () => manager,
  getFileInfo: manager.getFileInfo,
}
