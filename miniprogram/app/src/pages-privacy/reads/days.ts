/** Lines of the ledger under the day on which they were written. Pure. */
import type { ReadLine } from '@zhiban/api'
import { day } from '@/words/dates'

export interface Day {
  day: string
  lines: ReadLine[]
}

export function byDay(lines: readonly ReadLine[], now: Date): Day[] {
  const found: Day[] = []
  for (const line of lines) {
    const word = day(line.at, now)
    const last = found[found.length - 1]
    if (last?.day === word) last.lines.push(line)
    else found.push({ day: word, lines: [line] })
  }
  return found
}
