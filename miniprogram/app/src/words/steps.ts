/** How a service goes: as its department has written it, else what follows from its limits and visits, and no more than that. */
import type { ServiceDetail } from '@zhiban/api'
import { lasting } from './amounts'
import { t } from './index'
import './finding'

export interface Step {
  line: string
  note: string
}
type Told = Pick<ServiceDetail, 'steps' | 'department' | 'visits' | 'result' | 'promise_days' | 'promise_unit' | 'decided_at_once' | 'why_not'>

export function stepsOf(one: Told): Step[] {
  const written = one.steps.split('\n').map((line) => line.trim()).filter(Boolean)
  return written.length ? written.map((line) => ({ line, note: '' })) : made(one)
}

/** Who may not apply is told of no step: what to do instead stands above. */
function made(one: Told): Step[] {
  if (one.why_not) return []
  const lasts = one.promise_days === null ? '' : t('service.step_decide', { days: lasting(one.promise_days, one.promise_unit) })
  return [
    { line: t('service.step_fill'), note: t('service.step_fill_note') },
    { line: one.visits ? t('service.step_visit', { n: one.visits }) : '', note: t('service.step_visit_note') },
    { line: t('service.step_accept', { department: one.department }), note: one.decided_at_once ? t('service.step_at_once') : lasts },
    { line: one.result ? t('service.step_result', { result: one.result }) : '', note: '' },
  ].filter(({ line }) => line)
}
