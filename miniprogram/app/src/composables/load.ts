/** One page's data through its states: loading, ready, a problem, no network, or nobody signed in. */
import { computed, ref, shallowRef } from 'vue'
import { Problem } from '@zhiban/api'

export type Stage = 'loading' | 'ready' | 'offline' | 'missing' | 'sign-in' | 'closed' | 'refused' | 'real-name' | 'problem'

/** Nothing is there, or the address lacks the name of what was meant. */
const NOWHERE = [404, 405]
/** An address with a broken number in it: there is no form whose marked places could be mended. */
const malformed = (problem: unknown) => problem instanceof Problem && problem.code === 'request.invalid'
const stageOf = (problem: unknown): Stage => {
  if (!(problem instanceof Problem)) return 'problem'
  if (problem.code === 'offline') return 'offline'
  if (problem.status === 409) return 'closed'
  if (problem.status === 403) return problem.code === 'citizen.real_name_needed' ? 'real-name' : 'refused'
  return problem.status === 401 ? 'sign-in' : NOWHERE.includes(problem.status) || malformed(problem) ? 'missing' : 'problem'
}
/** What to tell a person about anything that was thrown. */
export const sentence = (problem: unknown): string =>
  problem instanceof Problem ? problem.sentence : '出了点问题，请稍后再试。'

export function useLoad<T>(fetch: () => Promise<T>) {
  const data = shallowRef<T | null>(null)
  const stage = ref<Stage>('loading')
  const detail = ref('')
  const ready = computed(() => stage.value === 'ready')
  let round = 0

  /** Fetches again. What is on the page stays there meanwhile, and also when a quiet fetch fails. */
  async function reload(quiet = data.value !== null): Promise<void> {
    const mine = ++round
    if (!quiet) stage.value = 'loading'
    try {
      const fetched = await fetch()
      if (mine !== round) return
      data.value = fetched
      stage.value = 'ready'
    } catch (problem) {
      if (mine !== round || (quiet && stageOf(problem) !== 'sign-in')) return
      detail.value = malformed(problem) ? '' : sentence(problem)
      stage.value = stageOf(problem)
    }
  }
  /** Puts in what an action answered with. */
  function set(fetched: T): void {
    round++
    data.value = fetched
    stage.value = 'ready'
  }
  return { data, stage, detail, ready, reload, set }
}
