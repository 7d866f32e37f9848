import { defineConfig } from 'vitest/config';

process.env.TF_CPP_MIN_LOG_LEVEL = '3';

/** Each takes long by itself, or needs more than the others, and runs where it is named. */
const exclude = ['growth', 'improve', 'million', 'notebooks', 'queue', 'verdict']
  .filter((name) => !process.argv.some((argument) => argument.includes(name)))
  .map((name) => `bench/${name}.ts`);

/** Benchmarks run one after the other, each in a process of its own, so that no two share the cores. */
export default defineConfig({
  test: {
    include: ['bench/*.ts'],
    exclude,
    reporters: ['verbose'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
    globalSetup: 'bench/harness/drawAtTheEnd.ts',
  },
});
