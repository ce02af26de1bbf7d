/** Build settings of the two targets, and the two small rewrites that keep them equal. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import uniPlugin from '@dcloudio/vite-plugin-uni'

const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin
const miniProgram = process.env.UNI_PLATFORM === 'mp-weixin'

/**
 * uni-app's H5 styles load shadow images from a CDN and loading icons from data: addresses, which our content policy refuses;
 * we use none of them.
 */
const noCdn: Plugin = {
  name: 'no-cdn',
  enforce: 'post',
  generateBundle(_, bundle) {
    const clean = (text: string) =>
      text
        .replace(/url\(\s*["']?data:image\/svg\+xml[^"')]*["']?\s*\)/g, 'none')
        .replace(/url\(\s*["']?https:\/\/cdn\.dcloud\.net\.cn\/img\/shadow-\w+\.png["']?\s*\)/g, 'none')
        .replace(/https:\/\/cdn\.dcloud\.net\.cn\/img\/shadow-\w+\.png/g, '')
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = clean(file.code)
      else if (file.fileName.endsWith('.css')) file.source = clean(String(file.source))
    }
  },
}

/** uni-app resolves its router from the workspace's root, where a newer one warns in the console: it gets the one it was made for. */
const ownRouter: Plugin = {
  name: 'own-router',
  enforce: 'pre',
  resolveId(id) {
    if (id !== 'vue-router') return undefined
    const fromUni = createRequire(createRequire(import.meta.url).resolve('@dcloudio/uni-h5/package.json'))
    return join(dirname(fromUni.resolve('vue-router/package.json')), 'dist/vue-router.mjs')
  },
}

/** Templates say `role`, as HTML does; WeChat's word for the same thing is `aria-role`. */
const wechatRoles: Plugin = {
  name: 'wechat-roles',
  enforce: 'pre',
  transform: (code, id) => (miniProgram && /\.vue$/.test(id) ? code.replace(/(\s:?)role=/g, '$1aria-role=') : undefined),
}

export default defineConfig({
  plugins: [ownRouter, wechatRoles, uni(), ...(miniProgram ? [] : [noCdn])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': process.env.ZHIBAN_API ?? 'http://127.0.0.1:8000' } },
})
