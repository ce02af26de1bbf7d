/** The event channel between a page and the one that opened it. */

export function openChannel(events = {}) {
  const listeners = new Map(Object.entries(events).map(([name, listener]) => [name, new Set([listener])]))
  const of = (name) => listeners.get(name) ?? listeners.set(name, new Set()).get(name)
  const channel = {
    on: (name, listener) => void of(name).add(listener),
    once: (name, listener) => {
      const once = (...parts) => {
        channel.off(name, once)
        listener(...parts)
      }
      channel.on(name, once)
    },
    off: (name, listener) => void (listener ? of(name).delete(listener) : listeners.delete(name)),
    emit: (name, ...parts) => [...of(name)].forEach((listener) => listener(...parts)),
  }
  return channel
}

export const silentChannel = () => openChannel()
