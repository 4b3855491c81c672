import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A process a file: chDB takes one data directory a process, and a crash must not take other files with it.
    pool: "forks",
    maxWorkers: 2,
    globalSetup: ["test/support/directory-in-memory.ts"],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    teardownTimeout: 20_000,
    // What never ran must not look like what passed.
    passWithNoTests: false,
    allowOnly: false,
    coverage: {
      provider: "v8",
      // What is published or runs in production; `.ci/coverage.ts` adds what the processes ran that tests started.
      include: ["{agent,collector,store,query,sql,importers,signals,dashboards,alerts,cli}/**/*.ts"],
      exclude: ["**/dist/**"],
      reporter: ["json", "html"],
      reportOnFailure: true,
    },
  },
});
