/** Registers a component's style sheet, scoped to it unless its configuration shares it. */

import { backend, codeSpace } from './framework.mjs'
import { program } from './program.mjs'

const SCOPE = '__SCOPE__'
const HOST = '__HOST__'
let scopes = 0

export function registerAppStyle() {
  register('app', undefined)
}

export function registerStyle(path) {
  if (program.styles[path] === undefined) return
  const config = program.json[path] ?? {}
  const isolation = config.styleIsolation ?? (config.component ? 'isolated' : 'shared')
  const shared = isolation.endsWith('shared') && !isolation.endsWith('apply-shared')
  register(path, shared ? undefined : `s${scopes++}`)
}

function register(path, scope) {
  const text = program.styles[path] ?? ''
  backend.registerStyleSheetContent(path, text.replaceAll(SCOPE, scope ? `${scope}--` : '').replaceAll(HOST, scope ?? ''))
  codeSpace.addStyleSheet(path, path, scope)
}
