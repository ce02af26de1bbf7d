#!/usr/bin/env node
/** Command line: compile a built WeChat mini-program into a page that a browser runs. */

import { compile } from './src/compile/index.mjs'

const [dist, out] = process.argv.slice(2)
if (!dist || !out) {
  console.error('usage: node compile.mjs <built mp-weixin directory> <output directory>')
  process.exit(2)
}
const { files, bytes, errors, warnings } = compile(dist, out)
for (const warning of warnings) console.warn(`not covered: ${warning}`)
for (const error of errors) console.error(`error: ${error}`)
console.log(`${files} files (${Math.ceil(bytes / 1024)} KiB) compiled to ${out}`)
process.exit(errors.length ? 1 : 0)
