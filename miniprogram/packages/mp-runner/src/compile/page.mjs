/** The directory that is served: index.html, app.json (so that the server knows the pages), program.js (the mini-program), runtime.js (what runs it), styles and images. */

import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const RUNTIME = fileURLToPath(new URL('../runtime/main.mjs', import.meta.url))
const STYLE = fileURLToPath(new URL('../runtime/base.css', import.meta.url))
const ASSET = /\.(png|jpe?g|svg|gif|webp|ttf|woff2?)$/

/** No eval and no foreign script, as in a mini-program; connect and img stay open because the API and the store are other origins. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: http: https:",
  "font-src 'self' data:",
  'connect-src http: https:',
].join('; ')

export function writePage(out, source, { json, styles, templates, modules }) {
  fs.mkdirSync(out, { recursive: true })
  const put = (name, text) => fs.writeFileSync(path.join(out, name), text)
  put('program.js', [
    // WXS code, which runs outside the closure, makes its dates and expressions with these two.
    'window.getRegExp = (pattern, flags) => new RegExp(pattern, flags); window.getDate = (...parts) => new Date(...parts);',
    `window.__program = { json: ${JSON.stringify(json)}, styles: ${JSON.stringify(styles)}, templates: ${templates},`,
    `modules: ${modules} }`,
  ].join('\n'))
  put('app.json', JSON.stringify(json.app))
  put('index.html', html(json.app?.window?.navigationBarTitleText ?? '小程序'))
  fs.copyFileSync(STYLE, path.join(out, 'base.css'))
  for (const file of source.files.filter((name) => ASSET.test(name))) {
    fs.mkdirSync(path.join(out, path.dirname(file)), { recursive: true })
    fs.copyFileSync(path.join(source.root, file), path.join(out, file))
  }
  esbuild.buildSync({ entryPoints: [RUNTIME], bundle: true, format: 'iife', minify: true, outfile: path.join(out, 'runtime.js'), logLevel: 'warning' })
}

const html = (title) => `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="base.css">
<body>
<script src="config.js"></script>
<script src="program.js"></script>
<script src="runtime.js"></script>
</body>
</html>
`
