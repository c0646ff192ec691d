import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/{core,server,cli,doses,client}/**/*.test.ts'], testTimeout: 60_000, pool: 'forks' },
});
