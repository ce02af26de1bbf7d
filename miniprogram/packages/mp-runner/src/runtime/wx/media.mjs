/** Photos: choosing, measuring, compressing and viewing them. */

import { actions, openDialog } from '../surfaces/dialog.mjs'
import { asynchronous, Refused } from './answer.mjs'
import { addressOf, fileAt, keepFile } from './files.mjs'
import { privateData } from './privacy.mjs'

/** The browser's own file chooser stands for album and camera. */
function choose({ count = 9, accept }) {
  return new Promise((resolve, reject) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', multiple: count > 1, accept: accept ?? '' })
    input.addEventListener('cancel', () => reject(new Refused('cancel')))
    input.addEventListener('change', () => resolve([...input.files].slice(0, count).map((file) => ({ file, path: keepFile(file) }))))
    input.click()
  })
}

const chooser = (name, accept, shape) =>
  asynchronous(name, async (options) => {
    await privateData()
    return shape(await choose({ count: options.count, accept }))
  })

const chooseImage = chooser('chooseImage', 'image/*', (chosen) => ({
  tempFilePaths: chosen.map(({ path }) => path),
  tempFiles: chosen.map(({ path, file }) => ({ path, size: file.size })),
}))
const chooseMedia = chooser('chooseMedia', 'image/*', (chosen) => ({
  type: 'image',
  tempFiles: chosen.map(({ path, file }) => ({ tempFilePath: path, size: file.size, fileType: 'image' })),
}))
const chooseMessageFile = chooser('chooseMessageFile', undefined, (chosen) => ({
  tempFiles: chosen.map(({ path, file }) => ({ path, size: file.size, name: file.name, type: 'file', time: Math.floor(file.lastModified / 1000) })),
}))

const loadImage = (address) =>
  new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Refused('image not found'))
    image.src = address
  })

const getImageInfo = asynchronous('getImageInfo', async ({ src }) => {
  const { naturalWidth: width, naturalHeight: height } = await loadImage(addressOf(src))
  return { width, height, path: src, orientation: 'up', type: fileAt(src)?.type.split('/')[1] ?? 'unknown' }
})

const compressImage = asynchronous('compressImage', async ({ src, quality = 80, compressedWidth }) => {
  const image = await loadImage(addressOf(src))
  const width = compressedWidth ?? image.naturalWidth
  const canvas = Object.assign(document.createElement('canvas'), { width, height: Math.round((width / image.naturalWidth) * image.naturalHeight) })
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality / 100))
  return { tempFilePath: keepFile(new File([blob], 'compressed.jpg', { type: 'image/jpeg' })) }
})

const previewImage = asynchronous('previewImage', ({ urls, current }) => {
  const first = typeof current === 'number' ? urls[current] : current
  const ordered = [...urls].sort((a, b) => Number(b === first) - Number(a === first))
  void openDialog({
    label: '查看图片',
    content: (close) => [
      ...ordered.map((url, index) => Object.assign(document.createElement('img'), { src: addressOf(url), alt: `第 ${index + 1} 张`, className: 'mp-preview' })),
      actions([['关闭', () => close()]]),
    ],
  })
})

export const media = { chooseImage, chooseMedia, chooseMessageFile, getImageInfo, compressImage, previewImage }
