/** One material on its way: picked, sent to the store, checked by the server, and what was found. */
import { computed, ref } from 'vue'
import type { Material, MaterialSlot } from '@zhiban/api'
import { usePolling } from './polling'
import { sentence } from './load'
import { pick, refusal, send } from '@/services/upload'
import { materials } from '@/services/zhiban'
import { t } from '@/words'
import '@/words/renewal'

export function useUploading(caseId: () => string, wanted: () => MaterialSlot, changed: () => void) {
  const material = ref<Material | null>(wanted().upload)
  const local = ref<string | null>(null)
  const percent = ref<number | null>(null)
  const refused = ref<string | null>(null)
  const state = computed(() => (percent.value !== null ? 'sending' : (material.value?.state ?? 'none')))

  const { watch } = usePolling(
    () => material.value?.state === 'checking',
    async () => {
      const before = material.value
      if (!before) return
      const seen = await materials.view(before.id)
      if (material.value?.id !== seen.id) return
      material.value = seen
      if (seen.state !== 'checking') changed()
    },
  )

  async function add(): Promise<void> {
    const asked = wanted()
    const file = await pick(asked.accept, asked.name)
    if (!file) return
    refused.value = refusal(file, asked.accept, asked.max_bytes)
    if (refused.value) return
    percent.value = 0
    local.value = file.media.startsWith('image/') ? file.path : null
    try {
      const ticket = await materials.ask(caseId(), { kind: asked.kind, file_name: file.name, media_type: file.media, size: file.bytes })
      await send(file, ticket.upload, (done) => (percent.value = done))
      material.value = await materials.arrived(ticket.material.id)
      changed()
      watch()
    } catch (problem) {
      refused.value = problem instanceof Error && problem.name === 'Problem' ? sentence(problem) : t('upload.broken')
    } finally {
      percent.value = null
    }
  }
  async function remove(): Promise<void> {
    const held = material.value
    if (!held) return
    try {
      await materials.remove(held.id)
      material.value = null
      local.value = null
      refused.value = null
      changed()
    } catch (problem) {
      refused.value = sentence(problem)
    }
  }
  /** Takes what the case says, unless something newer is on its way here. */
  function follow(): void {
    if (percent.value === null) material.value = wanted().upload
    watch()
  }
  watch()
  return { material, local, percent, refused, state, add, remove, follow }
}
