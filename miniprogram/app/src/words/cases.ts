/** The tone in which a case's state is shown. */
import type { CaseState } from '@zhiban/api'

type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad'
const TONES: Record<CaseState, Tone> = {
  draft: 'plain',
  submitted: 'accent',
  accepted: 'accent',
  correction: 'warn',
  approved: 'good',
  finished: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
}
export const caseTone = (state: CaseState): Tone => TONES[state] ?? 'plain'
export const isDecided = (state: CaseState): boolean => ['finished', 'rejected'].includes(state)
export const isClosed = (state: CaseState): boolean => ['finished', 'rejected', 'withdrawn'].includes(state)
