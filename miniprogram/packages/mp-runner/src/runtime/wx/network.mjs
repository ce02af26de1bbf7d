/** request, uploadFile and downloadFile over the browser's real network. */

import { task, Refused } from './answer.mjs'
import { fileAt, keepFile } from './files.mjs'

const TIMEOUT_MS = 60_000
/** PATCH is not among them. */
const METHODS = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'])
const JSON_TYPE = 'application/json'

async function request(options, handle) {
  const method = (options.method ?? 'GET').toUpperCase()
  if (!METHODS.has(method)) throw new Refused(`method is invalid: ${method}`)
  const bodyless = method === 'GET' || method === 'HEAD'
  const header = lowered(options.header)
  if (!bodyless) header['content-type'] ??= JSON_TYPE
  const url = bodyless ? withQuery(options.url, options.data) : options.url
  const answer = await send(url, { method, headers: header, body: bodyless ? undefined : encode(options.data, header) }, options, handle)
  return { statusCode: answer.status, header: Object.fromEntries(answer.headers), cookies: [], data: await decode(answer, options) }
}

async function send(url, init, { timeout = TIMEOUT_MS }, handle) {
  if (!/^https?:/.test(url)) throw new Refused(`invalid url "${url}"`)
  const control = new AbortController()
  handle.abort = () => control.abort('abort')
  const timer = setTimeout(() => control.abort('timeout'), timeout)
  try {
    return await fetch(url, { ...init, signal: control.signal, credentials: 'omit' })
  } catch (error) {
    throw new Refused(typeof control.signal.reason === 'string' ? control.signal.reason : error.message, { errno: 600001 })
  } finally {
    clearTimeout(timer)
  }
}

function withQuery(url, data) {
  if (!data || typeof data !== 'object') return url
  const query = new URLSearchParams(Object.entries(data).map(([name, value]) => [name, String(value)])).toString()
  return query ? url + (url.includes('?') ? '&' : '?') + query : url
}

function encode(data, header) {
  if (data === undefined || typeof data === 'string' || data instanceof ArrayBuffer) return data
  return header['content-type'].startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(data).toString() : JSON.stringify(data)
}

async function decode(answer, { dataType = 'json', responseType }) {
  if (responseType === 'arraybuffer') return answer.arrayBuffer()
  const text = await answer.text()
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** XMLHttpRequest, because fetch does not tell how far an upload is. */
function uploadFile({ url, filePath, name, formData = {}, header = {}, timeout = TIMEOUT_MS }, handle) {
  const file = fileAt(filePath)
  if (!file) throw new Refused(`file not found ${filePath}`)
  const body = new FormData()
  for (const [field, value] of Object.entries(formData)) body.append(field, value)
  body.append(name, file, file.name)
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', url)
    call.timeout = timeout
    for (const [field, value] of Object.entries(header)) if (!/^content-type$/i.test(field)) call.setRequestHeader(field, value)
    call.upload.onprogress = ({ loaded, total }) => {
      const told = { progress: Math.round((loaded / total) * 100), totalBytesSent: loaded, totalBytesExpectedToSend: total }
      for (const listener of handle.listeners) listener(told)
    }
    call.onload = () => resolve({ statusCode: call.status, data: call.responseText })
    call.onerror = () => reject(new Refused('network error', { errno: 600001 }))
    call.ontimeout = () => reject(new Refused('timeout'))
    call.onabort = () => reject(new Refused('abort'))
    handle.abort = () => call.abort()
    call.send(body)
  })
}

async function downloadFile(options, handle) {
  const answer = await send(options.url, { headers: lowered(options.header) }, options, handle)
  const blob = await answer.blob()
  const file = new File([blob], options.url.split('?')[0].split('/').pop() || 'file', { type: blob.type })
  return { statusCode: answer.status, tempFilePath: keepFile(file) }
}

const lowered = (header = {}) => Object.fromEntries(Object.entries(header).map(([name, value]) => [name.toLowerCase(), value]))

const withListeners = (start) => (options) => {
  const listeners = new Set()
  const handle = start({ ...options, listeners })
  return Object.assign(handle, {
    listeners,
    onProgressUpdate: (listener) => listeners.add(listener),
    offProgressUpdate: (listener) => listeners.delete(listener),
    onHeadersReceived() {},
    offHeadersReceived() {},
  })
}

export const network = {
  request: withListeners(task('request', request)),
  uploadFile: withListeners(task('uploadFile', uploadFile)),
  downloadFile: withListeners(task('downloadFile', downloadFile)),
}
