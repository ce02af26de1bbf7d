/** What the configuration names but the build does not hold. */

import path from 'node:path'
import { pagesOf } from './source.mjs'

export function missingParts(source) {
  const { json } = source
  const sentences = pagesOf(json.app).flatMap((page) => absent(source, page, 'app.json'))
  for (const [owner, config] of Object.entries(json)) {
    for (const [tag, used] of Object.entries(config.usingComponents ?? {})) {
      if (used.startsWith('plugin://')) continue
      const name = used.startsWith('/') ? used.slice(1) : path.posix.join(path.posix.dirname(owner), used)
      sentences.push(...absent(source, name, `<${tag}> in ${owner}.json`))
    }
  }
  return [...new Set(sentences)]
}

const absent = (source, name, by) =>
  ['.js', '.wxml']
    .filter((extension) => !source.has(name + extension))
    .map((extension) => `${name}${extension} is named by ${by} but is not in the build`)
