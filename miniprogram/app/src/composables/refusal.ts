/** Says why something was refused; who has no real name yet can go from there and prove it. */
import { Problem } from '@zhiban/api'
import { go } from '@/services/navigate'
import { useNotice } from '@/stores/notice'
import { t } from '@/words'
import { sentence } from './load'

export function sayWhy(problem: unknown): void {
  const unproven = problem instanceof Problem && problem.code === 'citizen.real_name_needed'
  if (unproven) useNotice().say(sentence(problem), t('state.real_name_go'), () => go('pages-profile/real-name/index'))
  else useNotice().say(sentence(problem))
}
