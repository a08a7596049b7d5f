import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const testing = fileURLToPath(new URL("kit/testing", import.meta.url));

export default defineConfig({
  // Examples import the kit by the name that it has in a user's project.
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
    // Tests wait longer on a busy machine than the one second that vitest gives them.
    expect: { poll: { timeout: 30_000 } },
    // Most tests on a server wait, so that there are more workers than cores.
    maxWorkers: 6,
    // Test files share no state, so that the kit, the SDK and SQLite are loaded once per worker.
    isolate: false,
    projects: [
      {
        extends: true,
        // These tests run on the mock. The contract's scenarios do so here, and on a real server in
        // the project "server".
        test: {
          name: "unit",
          include: [
            "tests/unit/**/*.test.ts",
            "examples/*/tests/*.test.ts",
            "tests/contract/*.test.ts",
          ],
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
        // These tests count the objects in the heap. In a shared process, they would also count
        // what other files left there.
        test: { name: "budgets", isolate: true, include: ["tests/budgets/**/*.test.ts"] },
      },
    ],
  },
});
