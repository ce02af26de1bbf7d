/** What operators did, in words: outcomes, the page that an act was about, and what is wrong with a chain. */

import type { Sign } from './states'

const OUTCOMES: Record<string, Sign> = {
  done: { tone: 'good', shape: 'check' },
  refused: { tone: 'warn', shape: 'minus' },
  failed: { tone: 'bad', shape: 'cross' },
  open: { tone: 'busy', shape: 'dots' },
  lost: { tone: 'warn', shape: 'alert' },
}
export const outcomeSign = (outcome: string): Sign => OUTCOMES[outcome] ?? { tone: 'quiet', shape: 'dots' }

const PAGES: Record<string, string> = { rules: 'rules', scenes: 'scenes', senders: 'senders', services: 'catalogue', guides: 'guides' }
/** The page of the thing that an act was about, where it has one of its own. */
export function pageOf(door: string, about: string): string | null {
  const parts = door.split(' ')[1]?.split('/') ?? []
  const page = PAGES[parts[1] ?? '']
  const words = about.split(' ').slice(0, parts[1] === 'guides' ? 2 : 1).map(encodeURIComponent)
  return page && parts[2]?.startsWith('{') && about ? `/${page}/${words.join('/')}` : null
}

const FAULTS: [RegExp, (found: RegExpExecArray) => string][] = [
  [/^link (\d+) is missing$/, ([, link]) => `第 ${link} 环不见了`],
  [/^row (\S+) of link (\d+) is missing$/, ([, row, link]) => `第 ${link} 环的记录不见了（${row}）`],
  [/^row (\S+) or link (\d+) was changed$/, ([, row, link]) => `第 ${link} 环或它的记录被改过（${row}）`],
  [/^row (\S+) was never linked$/, ([, row]) => `有一条记录一直没有接进链里（${row}）`],
  [/^link (\d+), kept outside, is not in the chain of (\d+)$/, ([, kept, links]) => `另外存放的第 ${kept} 环对不上，链现在只有 ${links} 环，可能被截断`],
]
export function faultText(fault: string): string {
  for (const [form, words] of FAULTS) {
    const found = form.exec(fault)
    if (found) return words(found)
  }
  return fault
}
