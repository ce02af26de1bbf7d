/** Lengths relative to the screen: in a mini-program they measure the page's window, without bars. */

const SCREEN = 750

export const relativeUnits = (value) =>
  value
    .replace(/(-?(?:\d*\.)?\d+)rpx\b/g, (_, n) => `calc(${n} * 100cqw / ${SCREEN})`)
    .replace(/(-?(?:\d*\.)?\d+)vh\b/g, '$1cqh')
    .replace(/(-?(?:\d*\.)?\d+)vw\b/g, '$1cqw')
