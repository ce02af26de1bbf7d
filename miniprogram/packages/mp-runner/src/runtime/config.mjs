/** Who holds this phone and where its servers are: `window.__mpConfig`, written by whoever serves the page. */

const given = window.__mpConfig ?? {}
const absolute = (address) => new URL(address, location.href).href.replace(/\/$/, '')

export const config = {
  user: given.user ?? 'nobody',
  /** Origin of the product's API. */
  apiBase: absolute(given.apiBase ?? location.origin),
  /** Where this phone's WeChat answers; null when there is none. */
  clientBase: given.clientBase ? absolute(given.clientBase) : null,
  /** "ask" makes the platform ask for consent before personal data is used, as for a person who opens the program for the first time. */
  privacy: given.privacy ?? 'agreed',
  /** Titles of message templates by id, to name them when consent is asked. */
  templates: given.templates ?? {},
  fontSize: given.fontSize ?? 16,
  scan: given.scan ?? null,
}
