import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Files share what they import: reading it anew for each takes longer than most of them run.
const integration = {
  globalSetup: ['test/helpers/global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
  isolate: false,
};

// Most tests wait for a server or a process: a worker more than there are cores, but no more than one PostgreSQL has
// connections for.
const maxWorkers = Math.min(availableParallelism() + 1, 4);

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 30_000,
          isolate: false,
        },
      },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...integration } },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          ...integration,
          // A test looks at all pages, beside whatever else runs.
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          ...integration,
          testTimeout: 120_000,
          fileParallelism: false,
          // After all others: it counts on the time that a mail takes.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
