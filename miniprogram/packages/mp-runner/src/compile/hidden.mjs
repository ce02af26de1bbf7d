/** Names of a browser page that a mini-program does not have. Code that leans on one must fail here as it would on a phone. */

export const HIDDEN = [
  'window', 'document', 'self', 'top', 'parent', 'frames', 'opener', 'location', 'navigator', 'history', 'screen',
  'localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore', 'crypto', 'performance',
  'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'SharedWorker', 'BroadcastChannel', 'MessageChannel', 'postMessage',
  'alert', 'confirm', 'prompt', 'open', 'close', 'print', 'matchMedia', 'getComputedStyle', 'scrollTo',
  'requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback', 'queueMicrotask', 'structuredClone',
  'addEventListener', 'removeEventListener', 'dispatchEvent', 'customElements',
  'Event', 'CustomEvent', 'EventTarget', 'Node', 'Element', 'HTMLElement', 'Image', 'Audio', 'Option',
  'MutationObserver', 'ResizeObserver', 'IntersectionObserver', 'AbortController', 'DOMParser',
  'URL', 'URLSearchParams', 'FormData', 'Headers', 'Request', 'Response', 'Blob', 'File', 'FileReader',
  'TextEncoder', 'TextDecoder', 'ReadableStream', 'btoa', 'atob',
]
