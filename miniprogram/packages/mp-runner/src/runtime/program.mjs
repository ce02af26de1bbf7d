/** The compiled program and what its configuration says. */

export const program = window.__program
export const app = program.json.app

const packages = app.subPackages ?? app.subpackages ?? []
export const pagePaths = new Set([
  ...app.pages,
  ...packages.flatMap(({ root, pages }) => pages.map((page) => `${root.replace(/\/$/, '')}/${page}`)),
])
export const tabs = app.tabBar?.list ?? []
export const tabPaths = new Set(tabs.map((tab) => tab.pagePath))
export const programName = app.window?.navigationBarTitleText || '小程序'
export const firstPage = app.entryPagePath ?? app.pages[0]

export const themeName = () => (app.darkmode && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')

/** Values such as "@navBackground" come from theme.json. */
export function themed(value) {
  if (typeof value !== 'string' || !value.startsWith('@')) return value
  const theme = program.json[(app.themeLocation ?? 'theme.json').replace(/\.json$/, '')]
  return theme?.[themeName()]?.[value.slice(1)]
}

/** A path or module name seen from another one, without extension. */
export function resolvePath(from, name) {
  const id = name.replace(/\.js$/, '')
  if (id.startsWith('/')) return id.slice(1)
  const parts = from.split('/').slice(0, -1)
  for (const step of id.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.') parts.push(step)
  }
  return parts.join('/')
}

/** Splits "/pages/x/index?a=1" into its path and its decoded parameters. */
export function splitUrl(url) {
  const [path, query = ''] = url.split('?')
  return { path, options: Object.fromEntries(new URLSearchParams(query)) }
}
