/** Nothing that was typed is lost without a word: leaving the page, closing the tab or a drawer asks first. */

import { ElMessageBox } from 'element-plus'
import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

/** Whether one may go on: at once when nothing is unsaved, else as the person answers. */
export function useUnsaved(dirty: () => boolean): () => Promise<boolean> {
  const ask = (): Promise<boolean> =>
    ElMessageBox.confirm('还有没保存的修改，离开后就没有了。', '不保存就离开？', { confirmButtonText: '不保存，离开', cancelButtonText: '留下' }).then(() => true, () => false)
  const may = async (): Promise<boolean> => !dirty() || ask()
  const closing = (event: BeforeUnloadEvent): void => {
    if (dirty()) event.preventDefault()
  }
  onBeforeRouteLeave(may)
  onBeforeRouteUpdate((to, from) => to.path === from.path || may())
  onMounted(() => window.addEventListener('beforeunload', closing))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', closing))
  return may
}
