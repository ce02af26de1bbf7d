/** Loads the program's modules with a mini-program's globals, and registers the components that they define. */

import { codeSpace } from './framework.mjs'
import { host } from './host.mjs'
import { launch } from './lifecycle.mjs'
import { app, program, resolvePath } from './program.mjs'
import { readiness } from './ready.mjs'
import { registerStyle } from './styles.mjs'

const loaded = new Map()
/** What each page or component is made of: its parts before itself, each once. */
const parts = new Map()
const builtinBehaviors = new Map()
let functions
/** The file whose module runs at the moment: a definition belongs to it. */
let current = ''

/** Hands the program its globals; nothing of the page is among them. */
export function openProgram(wx) {
  const shared = {}
  const pages = () => host.stack.map((page) => page.caller)
  const define = (kind) => (definition) => codeSpace.componentEnv(current, (environment) => environment[kind](adapted(definition)))
  const component = define('Component')
  const Behavior = (definition) => codeSpace.componentEnv(current, (environment) => environment.Behavior(definition))
  Behavior.trait = (...parts) => codeSpace.traitBehavior(...parts)
  functions = program.modules(wx, launch, define('Page'), (definition) => component(hideable(definition)), Behavior, () => launch.instance, pages, shared, shared)
}

export function load(id) {
  if (loaded.has(id)) return loaded.get(id).exports
  const run = functions[id]
  if (!run) throw new Error(`module ${id} is not in the program`)
  const module = { exports: {} }
  loaded.set(id, module)
  const before = current
  current = id
  try {
    run.call(module.exports, (name) => load(locate(id, name)), module, module.exports)
  } finally {
    current = before
  }
  return module.exports
}

/** Readies a page or component: first the components that it uses, then itself, as the real loader does. */
export function prepare(path) {
  if (parts.has(path)) return
  parts.set(path, [path])
  if (!program.templates[path]) throw new Error(`template ${path} is not in the program`)
  const config = (program.json[path] ??= {})
  config.usingComponents = absoluteComponents(path, { ...app.usingComponents, ...config.usingComponents })
  const used = Object.values(config.usingComponents).map((name) => name.slice(1))
  used.forEach(prepare)
  parts.set(path, [...new Set([...used.flatMap(partsOf), path])])
  codeSpace.addCompiledTemplate(path, { groupList: program.templates, content: program.templates[path] })
  load(path)
}

export const partsOf = (path) => parts.get(path) ?? []

function absoluteComponents(owner, using) {
  const own = Object.entries(using).filter(([, path]) => !path.startsWith('plugin://'))
  return Object.fromEntries(own.map(([tag, path]) => [tag, `/${resolvePath(owner, path)}`]))
}

function locate(from, name) {
  const path = resolvePath(from, name)
  return [path, `${path}/index`, ...fromNpm(from, name)].find((id) => functions[id]) ?? path
}

function fromNpm(from, name) {
  if (name.startsWith('.') || name.startsWith('/')) return []
  const folders = from.split('/').slice(0, -1)
  return folders.concat('').flatMap((_, depth) => {
    const id = [...folders.slice(0, folders.length - depth), 'miniprogram_npm', name].join('/')
    return [id, `${id}/index`]
  })
}

function adapted(definition) {
  const config = (program.json[current] ??= {})
  config.styleIsolation ??= definition.options?.styleIsolation ?? (definition.options?.addGlobalClass ? 'apply-shared' : undefined)
  codeSpace.addComponentStaticConfig(current, config)
  registerStyle(current)
  const own = (definition.behaviors ?? []).map((behavior) => (typeof behavior === 'string' ? builtin(behavior) : behavior))
  return { ...definition, behaviors: [readiness(), ...own] }
}

/** Every component of the platform knows `hidden`. */
function hideable(definition) {
  if (definition.properties?.hidden) return definition
  const hide = function (value) {
    const element = this._$?.$$
    if (element) element.hidden = Boolean(value)
  }
  return { ...definition, properties: { ...definition.properties, hidden: { type: Boolean, observer: hide } } }
}

function builtin(name) {
  const field = { properties: { name: { type: String }, value: { type: null } } }
  if (!builtinBehaviors.has(name)) {
    const definition = name === 'wx://form-field' ? field : {}
    builtinBehaviors.set(name, codeSpace.componentEnv('', (environment) => environment.Behavior(definition)))
  }
  return builtinBehaviors.get(name)
}
