/** The server's time, as far as it was told: a demo's clock can be days away from the phone's. */
let ahead = 0

export const serverSaid = (iso: string): void => {
  ahead = Date.parse(iso) - Date.now()
}
export const now = (): Date => new Date(Date.now() + ahead)
