import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The services of compose.yaml as processes, started by the tests themselves: `npm run test:stack`. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['e2e/stack/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    reporters: ['verbose'],
  },
});
