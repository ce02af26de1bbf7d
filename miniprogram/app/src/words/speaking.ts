/** Words by key, with typed parameters; the elder version says some things more plainly. */
import { isElder } from './audience'

type Names<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | Names<Rest> : never
type Given<W, K extends keyof W> = [Names<W[K]>] extends [never] ? [] : [Record<Names<W[K]>, string | number>]
/** Keys whose words take no parameters. */
export type Plain<W> = { [K in keyof W]: [Names<W[K]>] extends [never] ? K : never }[keyof W]

export function speaking<W extends Record<string, string>>(words: W, plainer: Partial<Record<keyof W, string>> = {}) {
  return <K extends keyof W>(key: K, ...[given]: Given<W, K>): string => {
    const sentence = ((isElder() && plainer[key]) || words[key]) as string
    const values = given as Record<string, string | number> | undefined
    return values ? sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : sentence
  }
}
