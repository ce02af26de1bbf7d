/** A situation guide: one question after another, back again, and at the end what this person's case takes. Nothing is sent. */
import { computed, ref } from 'vue'
import type { SituationTree } from '@zhiban/api'
import { useLoad } from './load'
import { services } from '@/services/zhiban'
import { walked, type Answers } from '@/words/conversation'

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
    void tree.reload()
  }
  function say(value: string): void {
    if (asked.value) answers.value = { ...answers.value, [asked.value.key]: value }
  }
  /** Back to a question: it and what followed from it are open again. */
  function backTo(index: number): void {
    const kept = passed.value.slice(0, index)
    answers.value = Object.fromEntries(kept.map(({ question, answer }) => [question.key, answer.value]))
  }
  const back = (): void => backTo(passed.value.length - 1)
  return { tree, asked, passed, leaf, start, say, back, backTo }
}
