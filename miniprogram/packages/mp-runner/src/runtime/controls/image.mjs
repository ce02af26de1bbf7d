/** image: drawn as a background, sized by its mode. */

import { addressOf } from '../wx/files.mjs'
import { fire, nativeControl } from './native.mjs'

const FITS = { aspectFit: 'contain', aspectFill: 'cover', widthFix: '100% 100%', heightFix: '100% 100%', scaleToFill: '100% 100%' }

nativeControl('image', {
  props: {
    src: String, mode: String, lazyLoad: Boolean, webp: Boolean, showMenuByLongpress: Boolean, fadeIn: Boolean, fadeShow: Boolean, draggable: Boolean,
  },
  created: (_, element) => element.setAttribute('aria-hidden', 'true'),
  update: {
    src: (element, source, component) => source && draw(element, addressOf(source), component),
    mode: (element, mode) => {
      element.dataset.mode = mode
      element.style.backgroundSize = FITS[mode] ?? '100% 100%'
    },
    ariaLabel: (element, label) => {
      element.toggleAttribute('aria-hidden', !label)
      if (!label) return
      element.setAttribute('role', 'img')
      element.setAttribute('aria-label', label)
    },
  },
})

function draw(element, address, component) {
  const picture = new Image()
  picture.onload = () => {
    element.style.backgroundImage = `url(${JSON.stringify(address)})`
    if (/Fix$/.test(component.data.mode)) element.style.aspectRatio = `${picture.naturalWidth} / ${picture.naturalHeight}`
    fire(component, 'load', { width: picture.naturalWidth, height: picture.naturalHeight })
  }
  picture.onerror = () => fire(component, 'error', { errMsg: `GET ${address} failed` })
  picture.src = address
}
