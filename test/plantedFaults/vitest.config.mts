import { defineConfig } from 'vitest/config';

process.env.TF_CPP_MIN_LOG_LEVEL = '3';

/** Every fault is a test, so that `-t` picks some of them; the table is written at the end. */
export default defineConfig({
  test: {
    include: [`test/plantedFaults/${process.env.PLANTED_COSTS === undefined ? 'planted' : 'costs'}.ts`],
    reporters: ['verbose'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
