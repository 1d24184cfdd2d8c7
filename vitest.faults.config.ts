import { defineConfig } from 'vitest/config';

const isLong = process.env['FAULTS'] === 'long';

/** Everything that can happen to a library, in one run that ends with a table of it. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/faults/table.ts'],
    env: { FAULTS_SEED: (process.env['FAULTS_SEED'] ??= isLong ? `${Date.now() % 1e6}` : '1') },
    testTimeout: isLong ? 1_200_000 : 180_000,
    hookTimeout: 60_000,
    // Most of the time they wait for other processes.
    maxWorkers: 3,
  },
});
