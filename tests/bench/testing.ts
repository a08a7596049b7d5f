// What the test kit costs: `npm run bench:testing`. Numbers of one machine, to be read and never to be asserted.
import { spawnSync } from "node:child_process";
import { createTestApp } from "../../src/testing/index.ts";
import { summary } from "./stats.ts";

const RUNS = 30;

function time(run: () => void): number {
  const before = performance.now();
  run();
  return performance.now() - before;
}

function timings(run: () => void): string {
  const first = time(run);
  for (let i = 0; i < 5; i++) time(run);
  const all = Array.from({ length: RUNS }, () => time(run));
  const best = Math.min(...all).toFixed(1);
  return `first ${first.toFixed(0)} ms, then best ${best}, median ${summary(all).median.toFixed(1)}`;
}

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
const bundled = () =>
  createTestApp({
    collections,
    copy: ["pb_hooks/pocketbundle.pb.js"],
    config,
  });

console.log(
  `createTestApp, three collections:       ${timings(() => createTestApp({ collections }).stop())}`,
);
console.log(`… with the bundle, changes and jobs:    ${timings(() => bundled().stop())}`);
console.log(
  `… a record, its change, its job, drain: ${timings(() => {
    const app = bundled();
    app.save("a", { title: "x" });
    app.drain();
    app.stop();
  })}`,
);

for (const [name, ...args] of [
  ["unit suite", "--project=unit"],
  ["contract suite", "tests/contract"],
] as const) {
  let status: number | null = null;
  const seconds =
    time(() => {
      const vitest = ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...args];
      ({ status } = spawnSync(process.execPath, vitest, { stdio: "ignore" }));
    }) / 1000;
  console.log(`${name}: ${seconds.toFixed(1)} s${status === 0 ? "" : ", and it FAILED"}`);
}
