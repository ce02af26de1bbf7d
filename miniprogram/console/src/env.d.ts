/** Single-file components for tools that read TypeScript alone. */

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}
