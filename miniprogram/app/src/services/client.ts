/** The app's one client of the API, with the session's bearer token and its renewal. */
import { createClient, type Client, type Session } from '@zhiban/api'
import { apiBase } from './address'
import { alone, renewal, turnWith } from './refresh'
import { dropTokens, keepTokens, readTokens } from './tokens'
import { transport } from './transport'

type Ended = () => Promise<boolean>
let ended: Ended = async () => false

/** What to do when the session cannot be renewed; true when a new one was begun at once. */
export const whenSessionEnds = (then: Ended): void => {
  ended = then
}
export const keepSession = (session: Session): void =>
  keepTokens({ access: session.access_token, refresh: session.refresh_token })

/** Without a session: for opening one. */
export const bare = createClient({ base: apiBase(), transport, token: () => null })

let entry: Promise<unknown> = Promise.resolve()
/** Holds every call back until a silent sign-in has come to its end, so that pages show their outline meanwhile. */
export const holdUntil = (entered: Promise<unknown>): void => {
  entry = entered
}

const asking = createClient({
  base: apiBase(),
  transport,
  token: () => readTokens()?.access ?? null,
  refresh: renewal({
    read: readTokens,
    keep: keepSession,
    turn: turnWith(bare),
    alone,
    refused: () => {
      dropTokens()
      return ended()
    },
  }),
})

export const call = ((...question: Parameters<Client>) => entry.then(() => asking(...question))) as unknown as Client
