/** Gives the person a file: the browser saves it; WeChat lets them send it to themselves. */
export function saveFile(name: string, text: string): Promise<void> {
  // #ifdef H5
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  return Promise.resolve()
  // #endif
  // #ifdef MP-WEIXIN
  return new Promise((resolve, reject) => {
    const filePath = `${wx.env.USER_DATA_PATH}/${name}`
    const remove = () => wx.getFileSystemManager().unlink({ filePath, fail: () => undefined })
    wx.getFileSystemManager().writeFile({
      filePath,
      data: text,
      encoding: 'utf8',
      success: () => wx.shareFileMessage({ filePath, fileName: name, success: () => resolve(), fail: reject, complete: remove }),
      fail: reject,
    })
  })
  // #endif
}
