/** How a request leaves the page: one function, so that a browser and a mini-program share everything above it. */

export interface Outgoing {
  method: string
  url: string
  headers: Record<string, string>
  /** JSON text, or nothing. */
  body?: string
}
export interface Incoming {
  status: number
  /** The parsed JSON body; undefined when there is none. */
  body: unknown
  /** Lower-case names. */
  headers: Record<string, string>
}
/** Answers with whatever the server said; throws only when no answer came. */
export type Transport = (request: Outgoing) => Promise<Incoming>

export const fetchTransport: Transport = async ({ method, url, headers, body }) => {
  const answer = await fetch(url, { method, headers, body, credentials: 'omit' })
  const text = await answer.text()
  return { status: answer.status, body: parse(text), headers: Object.fromEntries(answer.headers) }
}

/** Shaped like uni.request and wx.request, so that this package depends on neither. */
export type RequestFunction = (options: {
  url: string
  method: never
  header: Record<string, string>
  data?: string
  success: (answer: { statusCode: number; data: unknown; header: Record<string, string> }) => void
  fail: (reason: { errMsg?: string }) => void
}) => unknown

export function requestTransport(request: RequestFunction): Transport {
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      request({
        url,
        method: method as never,
        header: headers,
        data: body,
        success: ({ statusCode, data, header }) =>
          resolve({
            status: statusCode,
            body: typeof data === 'string' ? parse(data) : data,
            headers: lowered(header),
          }),
        fail: (reason) => reject(new Error(reason.errMsg ?? 'request:fail')),
      })
    })
}

function parse(text: string): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const lowered = (headers: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
