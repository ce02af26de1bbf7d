/** The `ready` lifetime: the framework leaves it to the platform, which fires it once a component has its place, children first. */

import { codeSpace } from './framework.mjs'

let waiting = []

/** Fires it for all that were attached since the last time. */
export function fireReady() {
  const fired = waiting.reverse()
  waiting = []
  for (const component of fired) component.triggerLifetime('ready', [])
}

function attached() {
  if (!waiting.length) queueMicrotask(fireReady)
  waiting.push(this._$)
}

let behavior
/** What every component gets besides its own behaviours. */
export const readiness = () => (behavior ??= codeSpace.componentEnv('', (environment) => environment.Behavior({ lifetimes: { attached } })))
