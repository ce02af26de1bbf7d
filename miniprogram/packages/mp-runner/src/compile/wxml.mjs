/** WXML and WXS to the template code of glass-easel. */

import { createRequire } from 'node:module'
import { COVERED_TAGS } from './covered.mjs'
import { relativeUnits } from './units.mjs'
import { withoutExtension } from './source.mjs'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')
/** The compiler only warns of these; WeChat's own refuses them. */
const REFUSED = /end tag/

export function compileTemplates(source) {
  const group = new TmplGroup()
  const errors = []
  const warnings = new Set()
  for (const file of source.ending('.wxs')) {
    group.addScript(withoutExtension(file), source.read(file).replace(/(require\(['"][^'"]+)\.wxs/g, '$1'))
  }
  for (const file of source.ending('.wxml')) {
    const text = source.read(file)
    for (const found of group.addTmpl(withoutExtension(file), modern(text)) ?? []) {
      const sentence = `${file}:${found.startLine + 1} ${found.message}`
      if (found.isError || REFUSED.test(found.message)) errors.push(sentence)
      else if (found.level === 'Warn') warnings.add(sentence)
    }
    for (const tag of uncovered(text, source.json[withoutExtension(file)], source.json.app)) warnings.add(`<${tag}> in ${file}`)
    if (/\{\{[^}]*\drpx|\{\{[^}]*'rpx/.test(text)) warnings.add(`rpx in a computed style in ${file}`)
  }
  return { code: group.getTmplGenObjectGroups(), errors, warnings: [...warnings] }
}

/** The syntax that the compiler does not know, in the one that it does. */
export function modern(wxml) {
  return wxml
    .replace(/(\s)(capture-bind|capture-catch|mut-bind|bind|catch)([a-zA-Z]\w*)(?==)/g, '$1$2:$3')
    .replace(/(\s)aria-role(?==)/g, '$1role')
    .replace(/(\sstyle=")([^"{]*)(")/g, (_, open, style, close) => open + relativeUnits(style) + close)
}

function uncovered(wxml, config = {}, app = {}) {
  const own = { ...app.usingComponents, ...config.usingComponents }
  const tags = new Set([...wxml.matchAll(/<([a-z][\w-]*)/g)].map((match) => match[1]))
  return [...tags].filter((tag) => !COVERED_TAGS.has(tag) && !(tag in own))
}
