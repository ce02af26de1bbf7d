/** A situation guide: one question after another, back again, at the end what this person's case takes, and the case itself. */
import { computed, ref } from 'vue'
import type { Case, SituationTree } from '@zhiban/api'
import { useLoad } from './load'
import { services } from '@/services/zhiban'
import { walked, type Answers } from '@/words/conversation'

/** What was answered on the way to signing in, by service: it never stands in an address. */
const left = new Map<string, Answers>()

export function useGuide() {
  const code = ref('')
  const answers = ref<Answers>({})
  const tree = useLoad<SituationTree>(() => services.situations(code.value))
  const walk = computed(() => {
    const held = tree.data.value
    return held ? walked(held.start, held.questions, answers.value) : { passed: [], asked: null, end: null }
  })
  const asked = computed(() => walk.value.asked)
  const passed = computed(() => walk.value.passed)
  const leaf = computed(() => tree.data.value?.situations.find(({ key }) => key === walk.value.end) ?? null)

  function start(service: string): void {
    code.value = service
    answers.value = left.get(service) ?? {}
    left.delete(service)
    void tree.reload()
  }
  function say(value: string): void {
    if (asked.value) answers.value = { ...answers.value, [asked.value.key]: value }
  }
  /** Back to a question: it and what followed from it are open again. */
  function backTo(index: number): void {
    answers.value = said(index)
  }
  const said = (upTo?: number): Record<string, string> =>
    Object.fromEntries(passed.value.slice(0, upTo).map(({ question, answer }) => [question.key, answer.value]))
  const back = (): void => backTo(passed.value.length - 1)
  /** Keeps what was answered for the return from signing in. */
  const leave = (): void => void left.set(code.value, said())
  /** The case of this situation; half answered, that of the service as it is for everybody. */
  function begin(): Promise<Case> {
    const held = tree.data.value
    return services.begin(code.value, held && leaf.value ? { version: held.version, answers: said() } : null)
  }
  return { tree, asked, passed, leaf, start, say, back, backTo, leave, begin }
}
