/** The console is served under /console/ by the API itself, under a policy that allows no foreign and no inline script. */

import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const api = process.env.ZHIBAN_API ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
  server: { host: '127.0.0.1', port: 5174, proxy: { '/api': api } },
})
