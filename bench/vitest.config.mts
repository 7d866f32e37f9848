import { defineConfig } from 'vitest/config';

process.env.TF_CPP_MIN_LOG_LEVEL = '3';

/** `growth` takes half an hour by itself, and runs where it is asked for by name. */
const exclude = process.argv.some((argument) => argument.includes('growth')) ? [] : ['bench/growth.ts'];

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
