/** How a wx function answers: callbacks when the caller gave any, a promise when not. */

/** A failure that the program is meant to handle; `extra` joins the error object (errCode, errno). */
export class Refused extends Error {
  constructor(reason, extra = {}) {
    super(reason)
    this.extra = extra
  }
}

/** Wraps `work(options)`; what it returns joins the result, what it throws becomes `errMsg: "<name>:fail ..."`. */
export function asynchronous(name, work) {
  return (options = {}) => {
    const done = Promise.resolve()
      .then(() => work(options))
      .then(
        (result) => ({ errMsg: `${name}:ok`, ...result }),
        (error) => Promise.reject({ errMsg: `${name}:fail ${error?.message ?? error}`, ...error?.extra }),
      )
    if (!options.success && !options.fail && !options.complete) return done
    done.then(
      (result) => {
        options.success?.(result)
        options.complete?.(result)
      },
      (failure) => {
        options.fail?.(failure)
        options.complete?.(failure)
      },
    )
    return undefined
  }
}

/** The same for functions that hand back a task (request, uploadFile): always callbacks, never a promise. */
export function task(name, work) {
  return (options = {}) => {
    const handle = { abort() {} }
    const run = asynchronous(name, (given) => work(given, handle))
    run({ ...options, complete: options.complete ?? (() => {}) })
    return handle
  }
}
