/** What was found, as it is shown: things of one name stand together, told apart by the line under each. */
import type { SearchHit } from '@zhiban/api'

/** From so many on a name is said once, above its offices. */
const MANY = 3

export interface Stack {
  name: string
  hits: SearchHit[]
}
/** Hits in their order; those of a name that many bear are gathered where the first of them stands. */
export function stacked(hits: readonly SearchHit[]): Stack[] {
  const named = new Map<string, SearchHit[]>()
  for (const hit of hits) named.set(hit.name, [...(named.get(hit.name) ?? []), hit])
  const isMany = (name: string): boolean => (named.get(name)?.length ?? 0) >= MANY
  return hits.flatMap((hit) => {
    if (!isMany(hit.name)) return [{ name: hit.name, hits: [hit] }]
    const all = named.get(hit.name) ?? []
    return all[0] === hit ? [{ name: hit.name, hits: all }] : []
  })
}

/** The names that more than one thing bears. */
export function shared(hits: readonly SearchHit[]): Set<string> {
  const names = hits.map(({ name }) => name)
  return new Set(names.filter((name, place) => names.indexOf(name) !== place))
}
