/** What one may do for a relative and with which certificates, while it is being chosen. */
import type { Delegation, DelegationChange } from '@zhiban/api'
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

/** What is agreed, as it is chosen: no types are all of them. */
export const agreed = (one: Delegation | undefined): Scope => ({ actions: one?.actions.map(({ key }) => key) ?? [], types: one?.types.map(({ key }) => key) ?? [] })

/** Whether anything is left to ask for. */
export const canWiden = (one: Delegation, actions: Pick[]): boolean => one.types.length > 0 || one.actions.length < actions.length
