/** Requests leave through uni.request. WeChat knows no PATCH: there it travels as POST and says so in a header. */
import { requestTransport, type Transport } from '@zhiban/api'

const send = requestTransport(uni.request as unknown as Parameters<typeof requestTransport>[0])

export const transport: Transport = (request) => {
  // #ifdef MP-WEIXIN
  if (request.method === 'PATCH') {
    return send({ ...request, method: 'POST', headers: { ...request.headers, 'x-http-method-override': 'PATCH' } })
  }
  // #endif
  return send(request)
}
