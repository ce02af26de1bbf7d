/** The pure parts of the compiler. */

import { expect, test } from 'vitest'
import { relativeUnits } from '../src/compile/units.mjs'
import { modern } from '../src/compile/wxml.mjs'
import { compileStyle } from '../src/compile/wxss.mjs'

const source = (files: Record<string, string>) => ({ has: (name: string) => name in files, read: (name: string) => files[name] })

test('rpx and viewport units measure the page window', () => {
  expect(relativeUnits('0 -20rpx calc(100vh - 1.5rpx) 3px')).toBe('0 calc(-20 * 100cqw / 750) calc(100cqh - calc(1.5 * 100cqw / 750)) 3px')
})

test('old event names, roles and lengths in templates are rewritten', () => {
  expect(modern('<view bindtap="a" catchtouchmove="b" aria-role="tab" style="width: 750rpx; {{x}}" style="top:10rpx"/>')).toBe(
    '<view bind:tap="a" catch:touchmove="b" role="tab" style="width: 750rpx; {{x}}" style="top:calc(10 * 100cqw / 750)"/>',
  )
})

test('styles are scoped, imports are followed once, keyframes and :host survive', () => {
  const files = source({
    'a/index.wxss': '@import "../b.wxss"; .x > view:not(.y) { background: url(/img/a.png) } :host { color: red } @keyframes k { from { top: 0 } }',
    'b.wxss': '@import "a/index.wxss"; .shared { width: 2rpx }',
  })
  const css = compileStyle(files as never, 'a/index.wxss')
  expect(css).toContain('.__SCOPE__shared { width: calc(2 * 100cqw / 750) }')
  expect(css).toContain('.__SCOPE__x > view:not(.__SCOPE__y) { background: url(./img/a.png) }')
  expect(css).toContain('[wx-host="__HOST__"] { color: red }')
  expect(css).toContain('from { top: 0 }')
})
