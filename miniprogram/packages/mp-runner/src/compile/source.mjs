/** The built mini-program as a list of files with slash-separated names, relative to its root. */

import fs from 'node:fs'
import path from 'node:path'

export const withoutExtension = (file) => file.replace(/\.\w+$/, '')

export function openSource(root) {
  const files = walk(root).map((file) => path.relative(root, file).split(path.sep).join('/'))
  const read = (file) => fs.readFileSync(path.join(root, file), 'utf8')
  const ending = (extension) => files.filter((file) => file.endsWith(extension))
  return {
    root,
    files,
    read,
    ending,
    has: (file) => files.includes(file),
    bytes: files.reduce((sum, file) => sum + fs.statSync(path.join(root, file)).size, 0),
    json: Object.fromEntries(ending('.json').map((file) => [withoutExtension(file), JSON.parse(read(file))])),
  }
}

function walk(directory) {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name)
    return entry.isDirectory() ? walk(name) : [name]
  })
}

/** Every page of app.json, sub-packages included. */
export function pagesOf(app) {
  const packages = app.subPackages ?? app.subpackages ?? []
  return [...app.pages, ...packages.flatMap(({ root, pages }) => pages.map((page) => `${root.replace(/\/$/, '')}/${page}`))]
}
