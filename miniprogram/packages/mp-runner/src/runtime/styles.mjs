/**
 * Style sheets of the program. On a phone every page is a view of its own with the sheets of the app, of the components that it uses and
 * its own, in this order; here all pages share one document, so the sheets are changed with the page.
 */

import { backend, codeSpace } from './framework.mjs'
import { program } from './program.mjs'

const SCOPE = '__SCOPE__'
const HOST = '__HOST__'
const sheets = new Map()
let scopes = 0

export function registerAppStyle() {
  register('app', undefined)
}

/** Scoped to its component unless its configuration shares it. */
export function registerStyle(path) {
  if (program.styles[path] === undefined) return
  const config = program.json[path] ?? {}
  const isolation = config.styleIsolation ?? (config.component ? 'isolated' : 'shared')
  const shared = isolation.endsWith('shared') && !isolation.endsWith('apply-shared')
  register(path, shared ? undefined : `s${scopes++}`)
}

function register(path, scope) {
  const text = (program.styles[path] ?? '').replaceAll(SCOPE, scope ? `${scope}--` : '').replaceAll(HOST, scope ?? '')
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  sheets.set(path, sheet)
  // The framework gets the scope only: where and when the rules hold is decided below.
  backend.registerStyleSheetContent(path, '')
  codeSpace.addStyleSheet(path, path, scope)
}

/** Puts in force the sheets of these files, later ones over earlier ones. */
export function wear(paths) {
  document.adoptedStyleSheets = ['app', ...paths].map((path) => sheets.get(path)).filter(Boolean)
}
