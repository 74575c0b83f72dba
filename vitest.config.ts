import { defineConfig } from 'vitest/config';

const integration = {
  globalSetup: ['test/helpers/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
};

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...integration } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...integration } },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          ...integration,
          testTimeout: 120_000,
          fileParallelism: false,
          // One after the other in one process: what they import is read once.
          isolate: false,
        },
      },
    ],
  },
});
