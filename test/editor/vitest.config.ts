import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** One VS Code at a time: two on a small machine only wait for each other. */
export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['test/editor/ui/**/*.test.ts'],
    globalSetup: 'test/editor/package.ts',
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // What is waited for comes late on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    fileParallelism: false,
  },
});
