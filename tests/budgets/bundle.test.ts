// Limits the costs of the bundle in counts and sizes. `npm run bench` measures times.
import { readFileSync } from "node:fs";
import { queryObjects } from "node:v8";
import { expect, it, vi } from "vitest";

const BUNDLE = readFileSync("pb_hooks/pocketbundle.pb.js", "utf8");

const KB = 1024;
/** A rare chunk is a text, which costs a tenth of the memory that code costs. */
const RARE = /^case \d+:return read\(.*\)$/gm;
const MAPS = /\/\/# sourceMappingURL=data:application\/json;base64,[\w+/=]*/g;

it("the file has 360 KB at most, and 230 KB of code, its source maps left out", () => {
  const file = BUNDLE.replaceAll(MAPS, "");
  expect(Buffer.byteLength(file)).toBeLessThanOrEqual(360 * KB);
  expect(Buffer.byteLength(file.replaceAll(RARE, ""))).toBeLessThanOrEqual(230 * KB);
});

const CONFIG = {
  validate: { orders: { fields: { title: { required: true } } } },
  mail: { messages: { placed: { on: "orders:create" } } },
  receive: { stripe: { secret: "whsec_test" } },
  extensions: [
    {
      name: "own",
      routes: [{ method: "GET", path: "/own", auth: "public", handler: () => 1 }],
    },
  ],
};

/**
 * Counts the objects that exist after a run and did not before. Other tests may make some at the
 * same time, so the smallest of a few counts is used.
 */
function made(prepare: () => () => unknown): { functions: number; objects: number } {
  const kept: unknown[] = [];
  const runs = [1, 2, 3].map(() => {
    const run = prepare();
    const before = counts();
    kept.push(run());
    return counts().map((count, i) => count - (before[i] ?? 0));
  });
  const least = (i: number) => Math.min(...runs.map((run) => run[i] ?? Number.NaN));
  return { functions: least(0), objects: least(1) };
}
const counts = () => [Function, Object].map((type) => queryObjects(type, { format: "count" }));

const evaluate = new Function("module", "require", "__hooks", BUNDLE);
function required() {
  const module = { exports: {} as { dispatch(id: string, e: unknown, owners: string[]): void } };
  evaluate(module, () => CONFIG, "/hooks");
  return module.exports;
}

it("a cold require makes few functions and objects", () => {
  const { functions, objects } = made(() => required);
  expect(functions).toBeGreaterThan(20);
  expect(functions).toBeLessThan(90);
  expect(objects).toBeLessThan(120);
});

it("a first event makes what it needs, whatever else the config has", () => {
  const answers: unknown[] = [];
  const event = {
    request: { contentLength: 0 },
    written: () => false,
    json: (_: number, answer: unknown) => answers.push(answer),
  };
  const evaluated = vi.spyOn(globalThis, "eval");
  const { functions, objects } = made(() => {
    const bundle = required();
    return () => {
      bundle.dispatch("route GET /own", event, ["own"]);
      return bundle;
    };
  });
  expect(answers).toEqual([1, 1, 1]);
  expect(evaluated, "no rare chunk").not.toHaveBeenCalled();
  expect(functions).toBeLessThan(55);
  expect(objects).toBeLessThan(80);
});
