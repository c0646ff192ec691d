import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: 'test/setup.ts',
    include: ['test/{core,server,cli,doses,client,servers}/**/*.test.ts'],
    testTimeout: 300_000,
    // The first to ask for a real server of language models waits until its packages are installed.
    hookTimeout: 300_000,
    // What is waited for comes late on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // Vitest leaves one processor to itself; of two, that is half, and tests that start programs mostly wait.
    maxWorkers: '100%',
    // Programs that tests start find what Node stripped and compiled of our files when others started them.
    env: { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'out/test/compiled') },
  },
});
