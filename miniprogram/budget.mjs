/**
 * What the front ends may weigh, and that they call nobody else. Run after the builds:
 *
 *     node budget.mjs [folder of the builds]
 *
 * The folder holds `h5`, `mp-weixin` and `console`; without it each workspace's own output is read.
 */

import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

const KB = 1024
const BUDGET = { firstScreen: 100 * KB, mainPackage: 1024 * KB, consoleStart: 100 * KB }
/** Addresses that are written in the files but never asked: XML namespaces, and links inside the libraries' error messages. */
const HARMLESS = new Set(['www.w3.org', 'vuejs.org', 'element-plus.org', 'uniapp.dcloud.net.cn'])

const [folder] = process.argv.slice(2).map((given) => path.resolve(given))
const here = path.dirname(new URL(import.meta.url).pathname)
const places = {
  h5: folder ? path.join(folder, 'h5') : path.join(here, 'app/dist/build/h5'),
  mp: folder ? path.join(folder, 'mp-weixin') : path.join(here, 'app/dist/build/mp-weixin'),
  console: folder ? path.join(folder, 'console') : path.join(here, 'console/dist'),
}

const read = (file) => fs.readFileSync(file, 'utf8')
const walk = (directory) =>
  fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name)
    return entry.isDirectory() ? walk(name) : [name]
  })

/** A script with everything that it imports at once, by file name. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen
  seen.add(file)
  const named = /(?:\bfrom\s*|\bimport\s*)["'](\.{1,2}\/[^"']+\.js)["']/g
  for (const [, target] of read(file).matchAll(named)) withImports(path.resolve(path.dirname(file), target), seen)
  return seen
}

/** The scripts that index.html starts with. */
function started(directory) {
  const sources = [...read(path.join(directory, 'index.html')).matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map((match) => match[1])
  return sources.map((source) => path.join(directory, source.replace(/^.*?(?=assets\/)/, '')))
}

const gzipped = (files) => [...files].reduce((sum, file) => sum + gzipSync(fs.readFileSync(file)).length, 0)

function firstScreen() {
  const chunks = walk(places.h5).filter((file) => /pages-home-[^/]*\.js$/.test(file))
  if (!chunks.length) throw new Error('H5 没有首页的脚本（pages-home-*.js）')
  const files = new Set()
  for (const file of [...started(places.h5), ...chunks]) withImports(file, files)
  return gzipped(files)
}

function consoleStart() {
  const files = new Set()
  for (const file of started(places.console)) withImports(file, files)
  return gzipped(files)
}

function mainPackage() {
  const app = JSON.parse(read(path.join(places.mp, 'app.json')))
  const roots = (app.subPackages ?? app.subpackages ?? []).map(({ root }) => path.join(places.mp, root) + path.sep)
  const files = walk(places.mp).filter((file) => !roots.some((root) => file.startsWith(root)))
  return files.reduce((sum, file) => sum + fs.statSync(file).size, 0)
}

function foreignHosts() {
  return Object.values(places).flatMap((place) =>
    walk(place)
      .filter((file) => /\.(js|css|html|json|wxml|wxss|svg)$/.test(file))
      .flatMap((file) => hostsIn(read(file)).map((host) => `${host}（${path.relative(here, file)}）`)),
  )
}

function hostsIn(text) {
  const found = [...text.matchAll(/(?:https?:)?\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?=[/:"'`)\s?#])/gi)]
  return [...new Set(found.map((match) => match[1].toLowerCase()))].filter((host) => !HARMLESS.has(host))
}

function check() {
  for (const [name, place] of Object.entries(places)) {
    const first = path.join(place, name === 'mp' ? 'app.json' : 'index.html')
    if (!fs.existsSync(first)) return [`${name} 还没有构建（缺少 ${first}），请先构建前端。`]
  }
  const measured = [
    ['H5 首屏脚本（gzip）', firstScreen(), BUDGET.firstScreen],
    ['小程序主包', mainPackage(), BUDGET.mainPackage],
    ['运营台启动脚本（gzip）', consoleStart(), BUDGET.consoleStart],
  ]
  for (const [name, size, limit] of measured) console.log(`${name}：${(size / KB).toFixed(1)} KB / ${limit / KB} KB`)
  const heavy = measured.filter(([, size, limit]) => size >= limit).map(([name]) => `${name}超出预算。`)
  const foreign = foreignHosts()
  if (!foreign.length) console.log('没有指向别处的地址')
  return [...heavy, ...foreign.map((found) => `指向别处的地址：${found}`)]
}

const failures = check()
for (const failure of failures) console.error(`✗ ${failure}`)
process.exit(failures.length ? 1 : 0)
