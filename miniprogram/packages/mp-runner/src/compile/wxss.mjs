/** WXSS to CSS: units, @import, :host, and a marker before every class where the runtime puts the component's scope. */

import path from 'node:path'
import postcss from 'postcss'
import selectorParser from 'postcss-selector-parser'
import { relativeUnits } from './units.mjs'
import { withoutExtension } from './source.mjs'

/** The runtime replaces both by the name of the component's scope. */
const SCOPE = '__SCOPE__'
const HOST = '__HOST__'

export function compileStyles(source) {
  return Object.fromEntries(source.ending('.wxss').map((file) => [withoutExtension(file), compileStyle(source, file)]))
}

export function compileStyle(source, file, seen = new Set()) {
  if (seen.has(file) || !source.has(file)) return ''
  seen.add(file)
  const root = postcss.parse(source.read(file))
  root.walkAtRules('import', (rule) => {
    const target = rule.params.replace(/^['"]|['"];?$/g, '')
    const name = target.startsWith('/') ? target.slice(1) : path.posix.join(path.posix.dirname(file), target)
    rule.replaceWith(postcss.parse(compileStyle(source, name, seen)))
  })
  root.walkDecls((declaration) => {
    declaration.value = relativeUnits(declaration.value).replace(/url\((['"]?)\/(?!\/)/g, 'url($1./')
  })
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return
    rule.selector = scoped(rule.selector)
  })
  return root.toString()
}

function scoped(selector) {
  return selectorParser((tree) => {
    tree.walkClasses((name) => {
      if (!name.value.startsWith(SCOPE)) name.value = SCOPE + name.value
    })
    tree.walkPseudos((pseudo) => {
      if (pseudo.value !== ':host') return
      pseudo.replaceWith(selectorParser.attribute({ attribute: 'wx-host', operator: '=', value: `"${HOST}"`, raws: {} }))
    })
  }).processSync(selector)
}
