/** The typed client of Zhiban's HTTP API. */

export { createClient, type Answer, type Client, type ClientOptions, type Path, type Question } from './client'
export { Problem, type FieldError } from './problem'
export type * from './shapes'
export { singleFlight } from './single-flight'
export { fetchTransport, requestTransport, type Incoming, type Outgoing, type Transport } from './transport'
