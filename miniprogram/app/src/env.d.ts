/// <reference types="vite/client" />
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<Record<string, never>, Record<string, never>, unknown>
  export default component
}
interface ImportMetaEnv {
  /** Address of the API for the mini-program, e.g. https://api.example.gov.cn; H5 uses its own origin. */
  readonly VITE_API_BASE?: string
}
