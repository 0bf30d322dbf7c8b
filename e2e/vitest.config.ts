import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** One file after the other: they share one Open WebUI, and each starts its own server on the port it knows. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['e2e/**/*.test.ts'],
    exclude: ['e2e/stack/**'],
    setupFiles: ['pipeline-server/test/property-seed.ts'],
    globalSetup: ['e2e/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    reporters: ['verbose'],
  },
});
