/** Puts the parts together: templates, styles, modules and assets become one directory that a plain web server can serve. */

import fs from 'node:fs'
import { missingParts } from './check.mjs'
import { compileModules } from './modules.mjs'
import { writePage } from './page.mjs'
import { openSource } from './source.mjs'
import { compileStyles } from './wxss.mjs'
import { compileTemplates } from './wxml.mjs'

/** Compiles `dist` into `out`; errors and warnings are sentences, and an error means that the page would not be the program. */
export function compile(dist, out) {
  if (!fs.existsSync(`${dist}/app.json`)) {
    return { files: 0, bytes: 0, warnings: [], errors: [`${dist} holds no app.json: build the mini-program first`] }
  }
  const source = openSource(dist)
  const templates = compileTemplates(source)
  writePage(out, source, {
    json: source.json,
    styles: compileStyles(source),
    templates: templates.code,
    modules: compileModules(source),
  })
  return {
    files: source.files.length,
    bytes: source.bytes,
    warnings: templates.warnings,
    errors: [...templates.errors, ...missingParts(source)],
  }
}
