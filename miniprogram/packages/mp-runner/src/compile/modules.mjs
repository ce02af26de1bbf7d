/** The program's scripts as CommonJS functions inside one closure that has the mini-program's globals and none of the page's. */

import * as esbuild from 'esbuild'
import { HIDDEN } from './hidden.mjs'
import { withoutExtension } from './source.mjs'

/** What the runtime passes in, in this order; the hidden names after them stay undefined. */
const GIVEN = ['wx', 'App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages', 'global', 'globalThis']

export function compileModules(source) {
  const functions = source.ending('.js').map((file) => {
    const name = JSON.stringify(withoutExtension(file))
    return `${name}: function (require, module, exports) {\n${commonJs(source.read(file))}\n}`
  })
  return `function (${[...GIVEN, ...HIDDEN].join(', ')}) { 'use strict'; return {\n${functions.join(',\n')}\n} }`
}

function commonJs(code) {
  const isModule = /(^|[;}\s])(import|export)[\s{*"']/m.test(code)
  return isModule ? esbuild.transformSync(code, { format: 'cjs', target: 'es2020' }).code : code
}
