import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{pipeline-server,filters,tools,knowledge,bench}/**/*.test.ts'],
    setupFiles: ['pipeline-server/test/property-seed.ts'],
    testTimeout: 60_000,
    coverage: { include: ['pipeline-server/**', 'filters/**', 'tools/**', 'knowledge/**'] },
  },
});
