/** What can be known about a file before it is sent. */
import { expect, test } from 'vitest'
import { mediaOf, refusal } from '@/services/upload'

const photo = { path: 'x', name: 'a.jpg', bytes: 1000, media: 'image/jpeg' }

test('the kind is the browser\'s word, else judged by the ending', () => {
  expect([mediaOf('a.JPG'), mediaOf('b.png'), mediaOf('c.bin'), mediaOf('d.txt', 'image/png')]).toEqual(['image/jpeg', 'image/png', 'application/octet-stream', 'image/png'])
})

test('a wrong kind or too large a file is refused with what to do', () => {
  expect(refusal(photo, ['image/jpeg'], 5000)).toBeNull()
  expect(refusal(photo, ['image/png'], 5000)).toBe('只支持 PNG 格式，请换一张。')
  expect(refusal({ ...photo, bytes: 6 * 1024 * 1024 }, ['image/jpeg'], 5 * 1024 * 1024)).toBe('文件超过 5 MB，请换一张小一点的。')
})
