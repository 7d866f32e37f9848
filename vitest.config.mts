import { defineConfig } from 'vitest/config';

// Before TensorFlow is loaded, or its log lines stand between the tests.
process.env.TF_CPP_MIN_LOG_LEVEL = '3';

export default defineConfig({
  test: {
    reporters: ['default', './test/closingLine.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{keras,browser,endToEnd,setup,shared}/**', '**/*.slow.test.ts'],
          testTimeout: 60_000,
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
