/** What is still to be brought, counted. */
import type { MaterialSlot } from '@zhiban/api'

/** How many files a person still has to bring: required, not waived, and nothing usable sent yet. */
export const missing = (slots: readonly Pick<MaterialSlot, 'required' | 'waived' | 'upload'>[]): number =>
  slots.filter(({ required, waived, upload }) => required && !waived && (!upload || ['awaiting', 'failed', 'missing'].includes(upload.state))).length
