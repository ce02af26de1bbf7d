/** Where a person goes from their data. */
import type { IconName } from '@/components/icons'
import { t } from '@/words'
import { p } from '@/words/privacy'

export const PAGES: readonly { page: string; name?: string; icon: IconName; title: () => string }[] = [
  { page: 'pages-privacy/reads/index', icon: 'shield', title: () => p('reads.title') },
  { page: 'pages-privacy/tags/index', icon: 'data', title: () => p('tags.title') },
  { page: 'pages-privacy/consents/index', icon: 'lock', title: () => p('consents.title') },
  { page: 'pages-privacy/tickets/index', icon: 'doc', title: () => p('tickets.title') },
  { page: 'pages-profile/text/index', name: 'recommending', icon: 'info', title: () => t('how.link') },
  { page: 'pages-privacy/export/index', icon: 'down', title: () => p('export.title') },
  { page: 'pages-privacy/closing/index', icon: 'trash', title: () => p('closing.title') },
]
