import { defineConfig } from 'vitest/config';

/** `npm run pictures`: takes the README's pictures anew, in the real VS Code. No test, so no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/vscode/pictures/*.pictures.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
