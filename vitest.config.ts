import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{pipeline-server,filters,tools,bench}/**/*.test.ts'],
    testTimeout: 20_000,
    coverage: { include: ['pipeline-server/**', 'filters/**', 'tools/**'] },
  },
});
