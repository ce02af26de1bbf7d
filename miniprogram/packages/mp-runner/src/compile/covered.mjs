/** Tags that the page can show; any other is reported at compile time instead of failing silently. */

const STRUCTURE = ['block', 'template', 'import', 'include', 'slot', 'wxs']
const BOXES = ['view', 'text', 'image', 'scroll-view', 'cover-view', 'swiper', 'swiper-item', 'navigator', 'root-portal', 'progress']
const CONTROLS = [
  'button', 'input', 'textarea', 'switch', 'form', 'label', 'picker', 'checkbox', 'checkbox-group', 'radio', 'radio-group',
]

export const COVERED_TAGS = new Set([...STRUCTURE, ...BOXES, ...CONTROLS])
