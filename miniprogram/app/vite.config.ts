/** Build settings of the two targets, and the two small rewrites that keep them equal. */
import { fileURLToPath, URL } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import uniPlugin from '@dcloudio/vite-plugin-uni'

const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin
const miniProgram = process.env.UNI_PLATFORM === 'mp-weixin'

/** uni-app's H5 head loads shadow images from a CDN; a government site loads nothing from elsewhere. */
const noCdn: Plugin = {
  name: 'no-cdn',
  enforce: 'post',
  generateBundle(_, bundle) {
    const clean = (text: string) =>
      text.replace(/url\(\s*["']?https:\/\/cdn\.dcloud\.net\.cn\/img\/shadow-\w+\.png["']?\s*\)/g, 'none')
        .replace(/https:\/\/cdn\.dcloud\.net\.cn\/img\/shadow-\w+\.png/g, '')
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = clean(file.code)
      else if (file.fileName.endsWith('.css')) file.source = clean(String(file.source))
    }
  },
}

/** Templates say `role`, as HTML does; WeChat's word for the same thing is `aria-role`. */
const wechatRoles: Plugin = {
  name: 'wechat-roles',
  enforce: 'pre',
  transform: (code, id) => (miniProgram && /\.vue$/.test(id) ? code.replace(/(\s:?)role=/g, '$1aria-role=') : undefined),
}

export default defineConfig({
  plugins: [wechatRoles, uni(), noCdn],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': process.env.ZHIBAN_API ?? 'http://127.0.0.1:8000' } },
})
