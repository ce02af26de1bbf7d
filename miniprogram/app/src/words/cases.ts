/** A case in words: the tone of its state, its answers. */
import type { CaseState, Field } from '@zhiban/api'
import { fullDay } from './dates'

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

/** An answer as it is read: a date in words, a dash where there is none. */
export const answered = ({ kind, value }: Pick<Field, 'kind' | 'value'>): string => (kind === 'date' && value ? fullDay(value) : value || '—')

/** Written by the person: nobody has to be told where that comes from. */
export const isOwn = ({ source }: Pick<Field, 'source'>): boolean => source?.name === '本人填写'

export interface Section {
  name: string
  fields: Field[]
}
/** The questions under the headings of their form, each heading where its first question stands. */
export function bySection(fields: readonly Field[]): Section[] {
  const sections = new Map<string, Section>()
  for (const field of fields) {
    const section = sections.get(field.section) ?? { name: field.section, fields: [] }
    section.fields.push(field)
    sections.set(field.section, section)
  }
  return [...sections.values()]
}
