/** Starts the compiled mini-program in this page. */

import './controls/index.mjs'
import { host, report } from './host.mjs'
import { launchUrl } from './lifecycle.mjs'
import { load, openProgram } from './loader.mjs'
import { push } from './pages.mjs'
import { registerAppStyle } from './styles.mjs'
import { wx } from './wx/index.mjs'

host.wx = wx
try {
  registerAppStyle()
  openProgram(wx)
  load('app')
  push(launchUrl())
} catch (error) {
  report(error, 'start')
}
