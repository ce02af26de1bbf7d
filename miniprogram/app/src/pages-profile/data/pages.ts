/** Where a person goes from their data. */
import type { IconName } from '@/components/icons'
import type { PlainKey } from '@/words'

export const PAGES: readonly { page: string; name?: string; icon: IconName; title: PlainKey }[] = [
  { page: 'pages-privacy/reads/index', icon: 'shield', title: 'reads.title' },
  { page: 'pages-privacy/tags/index', icon: 'data', title: 'tags.title' },
  { page: 'pages-privacy/consents/index', icon: 'lock', title: 'consents.title' },
  { page: 'pages-privacy/tickets/index', icon: 'doc', title: 'tickets.title' },
  { page: 'pages-profile/text/index', name: 'recommending', icon: 'info', title: 'how.link' },
  { page: 'pages-privacy/export/index', icon: 'down', title: 'export.title' },
  { page: 'pages-privacy/closing/index', icon: 'trash', title: 'closing.title' },
]
