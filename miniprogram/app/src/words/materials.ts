/** What is still to be brought, counted; and why something need not be. */
import type { MaterialSlot } from '@zhiban/api'
import { t } from './index'
import './finding'

/** How many files a person still has to bring: required, not waived, and nothing usable sent yet. */
export const missing = (slots: readonly Pick<MaterialSlot, 'required' | 'waived' | 'upload'>[]): number =>
  slots.filter(({ required, waived, upload }) => required && !waived && (!upload || ['awaiting', 'failed', 'missing'].includes(upload.state))).length

/** Why a material need not be brought: by whom it is given, or the sentence that says it already. */
export const spared = (source: string | null): string =>
  !source ? '' : /^(由|到|从)/.test(source) ? source : t('service.waived_from', { source })

/** The same of a material of a case: who gives it, or that the department looks it up while it works on the case. */
export const sparedInCase = ({ looked_up, waived_source }: Pick<MaterialSlot, 'looked_up' | 'waived_source'>): string =>
  looked_up && waived_source ? t('service.looked_up', { source: waived_source }) : spared(waived_source)
