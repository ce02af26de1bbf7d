/** After a refusal: leads to the first field that is marked, else to the words that say why. */

import { nextTick } from 'vue'

export async function pointOut(form: HTMLElement | null | undefined): Promise<void> {
  await nextTick()
  const marked = form?.querySelector<HTMLElement>('[aria-invalid="true"]')
  const led = marked ?? form?.querySelector<HTMLElement>('[role="alert"]')
  led?.scrollIntoView({ block: 'center' })
  marked?.focus()
}
