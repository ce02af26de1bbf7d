/** One test run for every workspace that has tests. */

import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { projects: ['packages/*', 'app', 'console'] } })
