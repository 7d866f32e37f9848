import { defineConfig } from 'vitest/config';

// Libraries of TensorFlow, Python's too, log warnings unless this is set before they load.
process.env.TF_CPP_MIN_LOG_LEVEL = '3';

export default defineConfig({
  test: {
    reporters: ['default', './test/withoutNativeLog.ts', './test/closingLine.ts'],
    coverage: { include: ['src/**/*.ts'], reporter: ['text'], reportsDirectory: '.thaw/coverage' },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{keras,browser,endToEnd,setup,shared}/**', '**/*.slow.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One process loads TensorFlow and sharp once instead of once per file: half of the run's processor time.
          isolate: false,
        },
      },
      { test: { name: 'slow', include: ['test/**/*.slow.test.ts'], testTimeout: 300_000 } },
      { test: { name: 'setup', include: ['test/setup/**/*.test.ts'], testTimeout: 600_000, fileParallelism: false } },
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
