/** What one may do for a relative and with which certificates, while it is being chosen. */
import type { DelegationChange } from '@zhiban/api'
import '@/words/relatives'

export interface Pick {
  key: string
  name: string
}
export interface Scope {
  actions: string[]
  types: string[]
}

/** As the server takes it: no types are all of them. */
export const wished = (scope: Scope, some: boolean): Required<DelegationChange> => ({ actions: scope.actions, types: some ? scope.types : [] })

/** What is still missing, as a key of its words; null when it can be sent. */
export function lacking(scope: Scope, some: boolean): 'relatives.need_action' | 'relatives.need_type' | null {
  if (!scope.actions.length) return 'relatives.need_action'
  return some && !scope.types.length ? 'relatives.need_type' : null
}
