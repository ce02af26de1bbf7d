/** What a refused or failed call throws: the server's problem+json, or a sentence of our own when no answer came. */

export interface ProblemDocument {
  status: number
  code: string
  title?: string
  detail?: string
  request_id?: string | null
  errors?: FieldError[] | null
}
export interface FieldError {
  field: string
  detail: string
}

const SENTENCES: Record<string, string> = {
  offline: '网络没有连上，请检查网络后再试。',
  unreadable: '服务器的回答看不懂，请稍后再试。',
}

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly errors: FieldError[]
  /** Seconds to wait before trying again, when the server said so. */
  readonly retryAfter: number | null

  constructor(document: ProblemDocument, retryAfter: number | null = null) {
    super(document.detail || document.title || SENTENCES.unreadable)
    this.name = 'Problem'
    this.status = document.status
    this.code = document.code
    this.requestId = document.request_id ?? null
    this.errors = document.errors ?? []
    this.retryAfter = retryAfter
  }

  /** What to show the person. */
  get sentence(): string {
    return this.message
  }

  /** The sentence for one field of a form, if the server named it. */
  of(field: string): string | null {
    return this.errors.find((error) => error.field === field)?.detail ?? null
  }
}

export function problemFrom(status: number, body: unknown, retryAfter: number | null): Problem {
  const known = typeof body === 'object' && body !== null && 'code' in body
  if (known) return new Problem({ ...(body as ProblemDocument), status }, retryAfter)
  return new Problem({ status, code: 'unreadable', detail: SENTENCES.unreadable }, retryAfter)
}

export const offline = (): Problem => new Problem({ status: 0, code: 'offline', detail: SENTENCES.offline })
