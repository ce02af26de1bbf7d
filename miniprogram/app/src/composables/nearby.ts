/** Where somebody looks for points: their position, once they gave it, else a place chosen by hand. */
import { computed, ref, watch } from 'vue'
import type { Point } from '@zhiban/api'
import { useLoad } from './load'
import { whereAmI, type Spot } from '@/services/location'
import { choosePlace, placeFor, PROVINCE_CODE } from '@/services/place'
import { points } from '@/services/zhiban'
import { useSession } from '@/stores/session'
import { t } from '@/words'
import '@/words/finding'

export function useNearby() {
  const session = useSession()
  const service = ref('')
  const spot = ref<Spot | null>(null)
  const picked = ref('')
  const openNow = ref(false)
  const accessible = ref(false)
  const locating = ref(false)
  const refused = ref('')
  const home = computed(() => session.me?.region?.code)
  const region = computed(() => picked.value || placeFor(home.value) || PROVINCE_CODE)
  const list = useLoad<Point[]>(async () => {
    const here = spot.value
    const wish = { service: service.value || undefined, open_now: openNow.value || undefined, accessible: accessible.value || undefined }
    return (await points.find(here ? { ...wish, near: `${here.lat},${here.lng}` } : { ...wish, region: region.value })).items
  })
  const again = (): void => {
    void list.reload(false)
  }
  // Who is signed in, and so where they live, may become known only after the page has opened.
  watch([region, spot], again)

  async function locate(): Promise<void> {
    if (locating.value) return
    locating.value = true
    refused.value = ''
    const found = await whereAmI()
    locating.value = false
    if (typeof found === 'string') refused.value = t(`points.${found}`)
    else spot.value = found
  }
  function choose(code: string): void {
    picked.value = code
    choosePlace(code)
    spot.value = null
    refused.value = ''
  }
  function toggle(which: 'open' | 'accessible'): void {
    const wish = which === 'open' ? openNow : accessible
    wish.value = !wish.value
    again()
  }
  function widen(): void {
    openNow.value = false
    accessible.value = false
    again()
  }
  return { service, spot, home, region, openNow, accessible, locating, refused, list, locate, choose, toggle, widen }
}
