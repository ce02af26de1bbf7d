/** A file from the phone to the object store: pick, check what can be checked here, send with progress. */
import type { UploadTicket } from '@zhiban/api'
import { kinds, size } from '@/words/amounts'
import { t } from '@/words'
import '@/words/renewal'

export interface Picked {
  path: string
  name: string
  bytes: number
  media: string
}
const MEDIA: Record<string, string> = { jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', pdf: 'application/pdf' }

const ending = (name: string): string => (/\.(\w+)$/.exec(name)?.[1] ?? '').toLowerCase()
/** The browser's own word for the kind when it has one; else judged by the ending. The server looks at the bytes. */
export const mediaOf = (name: string, said?: string): string => said || MEDIA[ending(name)] || 'application/octet-stream'

/** The sentence that refuses a file before it is sent, or null. */
export function refusal(file: Picked, accept: readonly string[], most: number): string | null {
  if (!accept.includes(file.media)) return t('upload.wrong_type', { types: kinds(accept) })
  return file.bytes > most ? t('upload.too_big', { size: size(most) }) : null
}

/** Lets the person choose one file; null when they changed their mind. Photos without a name get the material's. */
export function pick(accept: readonly string[], title: string): Promise<Picked | null> {
  const photos = accept.every((media) => media.startsWith('image/'))
  return new Promise((resolve) => {
    const fail = () => resolve(null)
    const done = (path: string, bytes: number, name = `${title}.${ending(path) || 'jpg'}`, said = '') =>
      resolve({ path, name, bytes, media: mediaOf(name, said) })
    // #ifdef H5
    const success = (chosen: { tempFilePaths: string | string[]; tempFiles: unknown }) => {
      const [file] = chosen.tempFiles as File[]
      if (file) done([chosen.tempFilePaths].flat()[0] ?? '', file.size, file.name, file.type)
    }
    if (photos) uni.chooseImage({ count: 1, sizeType: ['original'], success, fail })
    else uni.chooseFile({ count: 1, extension: ['.jpg', '.jpeg', '.png', '.pdf'], success, fail })
    // #endif
    // #ifdef MP-WEIXIN
    if (photos) {
      wx.chooseMedia({ count: 1, mediaType: ['image'], success: ({ tempFiles: [file] }) => file && done(file.tempFilePath, file.size), fail })
    } else {
      wx.chooseMessageFile({ count: 1, type: 'file', success: ({ tempFiles: [file] }) => file && done(file.path, file.size, file.name), fail })
    }
    // #endif
  })
}

/** Sends the file by the ticket; rejects when the store did not take it. Progress in percent. */
export function send(file: Picked, { url, fields }: UploadTicket['upload'], progress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const task = uni.uploadFile({
      url,
      filePath: file.path,
      name: 'file',
      formData: fields,
      success: ({ statusCode }) => (statusCode >= 200 && statusCode < 300 ? resolve() : reject(new Error(`store ${statusCode}`))),
      fail: reject,
    })
    task?.onProgressUpdate?.(({ progress: percent }) => progress(percent))
  })
}
