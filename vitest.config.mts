import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Libraries of TensorFlow, Python's too, log warnings unless this is set before they load.
process.env.TF_CPP_MIN_LOG_LEVEL = '3';

/** Setup as a whole, with stand-ins for npm and Python; each of its parts by itself is a unit. */
const RUNS_OF_SETUP = 'test/setup/setup.test.ts';

export default defineConfig({
  test: {
    // The default leaves one processor out, which is half of a machine of two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', './test/withoutNativeLog.ts', './test/closingLine.ts'],
    coverage: { include: ['src/**/*.ts'], reporter: ['text'], reportsDirectory: '.thaw/coverage' },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{keras,browser,endToEnd,shared}/**', '**/*.slow.test.ts', RUNS_OF_SETUP],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One process loads TensorFlow and sharp once instead of once per file: half of the run's processor time.
          isolate: false,
        },
      },
      { test: { name: 'slow', include: ['test/**/*.slow.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { name: 'setup', include: [RUNS_OF_SETUP], testTimeout: 600_000, hookTimeout: 600_000 } },
      {
        test: {
          name: 'keras',
          include: ['test/{keras,shared}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
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
