import { defineConfig } from 'vitest/config';

// Before TensorFlow is loaded, or its log lines stand between the tests.
process.env.TF_CPP_MIN_LOG_LEVEL = '3';

/** Set-up as a whole, with stand-ins for npm and Python; each of its parts by itself is a unit. */
const RUNS_OF_SETUP = 'test/setup/setup.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/closingLine.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{keras,browser,endToEnd,shared}/**', '**/*.slow.test.ts', RUNS_OF_SETUP],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'slow', include: ['test/**/*.slow.test.ts'], testTimeout: 300_000 } },
      { test: { name: 'setup', include: [RUNS_OF_SETUP], testTimeout: 600_000 } },
      { test: { name: 'keras', include: ['test/{keras,shared}/**/*.test.ts'], testTimeout: 300_000 } },
      {
        test: {
          name: 'notebooks',
          include: ['test/{browser,endToEnd}/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
