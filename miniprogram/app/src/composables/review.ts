/** A case under review: opened from a reminder, a certificate or its own id; filled, submitted, followed. */
import { computed, ref } from 'vue'
import type { Case } from '@zhiban/api'
import { sentence, useLoad } from './load'
import { usePolling } from './polling'
import { cases, certificates } from '@/services/zhiban'
import { useNotice } from '@/stores/notice'

export interface Opening {
  offer?: string
  certificate?: string
  case?: string
}
const OPEN: readonly Case['state'][] = ['draft', 'correction']
const UNDER_WAY: readonly Case['state'][] = ['submitted', 'accepted', 'approved']
export const isOpen = (one: Case | null): boolean => one !== null && OPEN.includes(one.state)
export const isUnderWay = (one: Case | null): boolean => one !== null && UNDER_WAY.includes(one.state)

/** One key for one attempt to submit: a second tap or a repeated request is the same submission. */
const newKey = (): string => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`

export function useReview() {
  const opening = ref<Opening>({})
  const busy = ref(false)
  /** The question whose answer is on its way. */
  const saving = ref<string | null>(null)
  const refused = ref<string | null>(null)
  const notice = useNotice()
  let key = newKey()

  const open = (): Promise<Case> => {
    const { offer, certificate, case: id } = opening.value
    if (id) return cases.view(id)
    return offer ? cases.fromOffer(offer) : certificates.renew(certificate ?? '')
  }
  const review = useLoad(async () => {
    const opened = await open()
    opening.value = { case: opened.id }
    return opened
  })
  const matter = computed(() => review.data.value)
  const polling = usePolling(() => isUnderWay(matter.value), () => review.reload())

  async function fill(field: string, value: string): Promise<void> {
    if (!matter.value) return
    saving.value = field
    try {
      review.set(await cases.fill(matter.value.id, { [field]: value }))
    } catch (problem) {
      notice.say(sentence(problem))
    } finally {
      saving.value = null
    }
  }
  async function submit(): Promise<boolean> {
    if (!matter.value || busy.value) return false
    busy.value = true
    refused.value = null
    try {
      review.set(await cases.submit(matter.value.id, key))
      key = newKey()
      polling.watch()
      return true
    } catch (problem) {
      refused.value = sentence(problem)
      await review.reload()
      return false
    } finally {
      busy.value = false
    }
  }
  async function withdraw(): Promise<void> {
    if (!matter.value) return
    busy.value = true
    try {
      review.set(await cases.withdraw(matter.value.id))
    } catch (problem) {
      notice.say(sentence(problem))
    } finally {
      busy.value = false
    }
  }
  async function start(from: Opening): Promise<void> {
    opening.value = from
    await review.reload()
    polling.watch()
  }
  return { ...review, matter, busy, saving, refused, fill, submit, withdraw, start }
}
