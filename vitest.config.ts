import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{core,server,cli,doses,client,servers}/**/*.test.ts'],
    testTimeout: 60_000,
    // The first to ask for a real server of language models waits until its packages are installed.
    hookTimeout: 300_000,
    pool: 'forks',
  },
});
