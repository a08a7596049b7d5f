import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const testing = fileURLToPath(new URL("kit/testing", import.meta.url));

export default defineConfig({
  // As a user's project has it from the package.
  resolve: {
    alias: {
      "pocketbundle/testing/vitest": `${testing}/vitest.ts`,
      "pocketbundle/testing": `${testing}/index.ts`,
    },
  },
  test: {
    reporters: ["default", "./tests/totals-reporter.ts"],
    // Real servers and a browser on two cores: slow machines get time, hanging tests still end.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test waits for comes late on a busy machine; vitest would give it a second.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 4,
    // Files share nothing but the kit: it, the SDK and SQLite are loaded once per worker.
    isolate: false,
    projects: [
      {
        extends: true,
        // On the mock.
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts", "examples/*/tests/*.test.ts"],
        },
      },
      {
        extends: true,
        // The contract's scenarios on the mock. The project "server" runs them on a real server.
        test: {
          name: "mock",
          include: ["tests/contract/*.test.ts"],
          exclude: ["tests/contract/{facts,surface}.test.ts"],
          provide: { driver: "mock" },
        },
      },
      {
        extends: true,
        test: {
          name: "server",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/unit/**", "tests/budgets/**", "**/node_modules/**"],
          provide: { driver: "server" },
        },
      },
      {
        extends: true,
        // They count what is in the heap: a process of their own, or each count walks through what other files left there.
        test: { name: "budgets", isolate: true, include: ["tests/budgets/**/*.test.ts"] },
      },
    ],
  },
});
