import { defineConfig } from 'vitest/config';

/** Clicks through the real VS Code, one file at a time: each has a VS Code and a browser of its own. */
export default defineConfig({
  test: {
    include: ['test/vscode/**/*.click.test.ts'],
    setupFiles: ['test/vscode/pictureOnFailure.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
  },
});
