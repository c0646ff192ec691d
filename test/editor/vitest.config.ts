import { defineConfig } from 'vitest/config';

/** One VS Code at a time: two on a small machine only wait for each other. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: './package.ts',
    include: ['ui/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
