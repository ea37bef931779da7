import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.{ts,tsx}", "tools/**/*.test.ts", "tests/**/*.test.ts"],
    // A process per file: tests open databases, start servers and kill them, and none of that may reach the next file.
    pool: "forks",
    maxWorkers: 2,
    // Guards against hanging, not measurements: a busy two-core machine must not fail a right answer.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
