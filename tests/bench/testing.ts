// Measures the test kit, and the suites of this project that run on it.
import { spawnSync } from "node:child_process";
import { createTestApp } from "../../kit/testing/index.ts";
import { type Table, table } from "./report.ts";
import { range, summary } from "./stats.ts";

const collection = (name: string) => ({
  type: "base",
  name,
  fields: [
    { type: "text", name: "title", required: true },
    { type: "number", name: "n" },
  ],
});
const collections = ["a", "b", "c"].map(collection);
const config = `module.exports = { extensions: [{ name: "x",
  changes: [{ on: "a:create", handler: (change, ctx) => ctx.jobs.enqueue("go", change.record) }],
  jobs: { go: { handler() {} } } }] };`;
const bundled = () => createTestApp({ collections, copy: ["pb_hooks/pocketbundle.pb.js"], config });

const APPS: Record<string, () => void> = {
  "createTestApp, three collections": () => createTestApp({ collections }).stop(),
  "with the bundle, changes and jobs": () => bundled().stop(),
  "and a record, its change, its job, drain": () => {
    const app = bundled();
    app.save("a", { title: "x" });
    app.drain();
    app.stop();
  },
};
const SUITES = { "unit suite": "--project=unit", "contract suite": "tests/contract" };

export async function testing(quick: boolean): Promise<Table[]> {
  const apps = table(
    ["test kit", "first, ms", "warm, ms (middle half)"],
    Object.entries(APPS).map(([name, run]) => {
      const first = time(run);
      for (let i = 0; i < 5; i++) time(run);
      const all = Array.from({ length: 30 }, () => time(run));
      return [name, first.toFixed(0), range(summary(all), 1)];
    }),
  );
  return quick ? [apps] : [apps, suites()];
}

const suites = () =>
  table(
    ["this project's suites", "s"],
    Object.entries(SUITES).map(([name, arg]) => {
      const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", arg];
      const seconds =
        time(() => {
          const { status } = spawnSync(process.execPath, vitest, { stdio: "ignore" });
          if (status !== 0) throw new Error(`the ${name} fails`);
        }) / 1000;
      return [name, seconds.toFixed(1)];
    }),
  );

function time(run: () => void): number {
  const before = performance.now();
  run();
  return performance.now() - before;
}
