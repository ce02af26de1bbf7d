/** The tab bar's entries; the elder version shows fewer. */
import type { PlainKey } from '@/words'
import type { IconName } from './icons'

export type TabName = 'home' | 'services' | 'wallet' | 'messages' | 'me'
interface Tab {
  name: TabName
  word: PlainKey
  icon: IconName
  elder: boolean
}
export const tabs: readonly Tab[] = [
  { name: 'home', word: 'tab.home', icon: 'home', elder: true },
  { name: 'services', word: 'tab.services', icon: 'services', elder: true },
  { name: 'wallet', word: 'tab.wallet', icon: 'wallet', elder: true },
  { name: 'messages', word: 'tab.messages', icon: 'messages', elder: false },
  { name: 'me', word: 'tab.me', icon: 'me', elder: true },
]
