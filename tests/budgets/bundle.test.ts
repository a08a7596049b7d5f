// Limits the costs of the bundle in counts and sizes. `npm run bench` measures times.
import { readFileSync } from "node:fs";
import { queryObjects } from "node:v8";
import { expect, it, vi } from "vitest";

const BUNDLE = readFileSync("pb_hooks/pocketbundle.pb.js", "utf8");

const KB = 1024;
/** A rare chunk is a text, which costs a tenth of the memory that code costs. */
const RARE = /^case \d+:return read\(.*\)$/gm;
const MAPS = /\/\/# sourceMappingURL=data:application\/json;base64,[\w+/=]*/g;

it("the file has 358 KB at most, and 180 KB of code, its source maps left out", () => {
  const file = BUNDLE.replaceAll(MAPS, "");
  expect(Buffer.byteLength(file)).toBeLessThanOrEqual(358 * KB);
  expect(Buffer.byteLength(file.replaceAll(RARE, ""))).toBeLessThanOrEqual(180 * KB);
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

const evaluate = new Function("module", "require", "__hooks", "$app", BUNDLE);
function required(config: object = CONFIG, app?: object) {
  const module = { exports: {} as { dispatch(id: string, e: unknown, owners: string[]): void } };
  evaluate(module, () => config, "/hooks", app);
  return module.exports;
}

it("a cold require makes few functions and objects", () => {
  const { functions, objects } = made(() => required);
  expect(functions).toBeGreaterThan(20);
  expect(functions).toBeLessThan(65);
  expect(objects).toBeLessThan(85);
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
  expect(functions).toBeLessThan(80);
  expect(objects).toBeLessThan(100);
});

const NINE = {
  title: { required: true, minLength: 2, maxLength: 80 },
  email: { email: true },
  sku: { pattern: "^[A-Z]{3}-\\d+$" },
  note: { maxLength: 500 },
  quantity: { integer: true, min: 1, max: 99 },
  price: { min: 0, multipleOf: 0.01 },
  status: { oneOf: ["draft", "placed"] },
  due: { date: { after: "2020-01-01" } },
  meta: {
    schema: {
      type: "object",
      required: ["color"],
      properties: { color: { enum: ["red", "blue"] }, sizes: { type: "array", uniqueItems: true } },
      additionalProperties: false,
    },
  },
};
const VALUES: Record<string, unknown> = {
  title: "Tea",
  email: "ada@example.com",
  sku: "TEA-1",
  note: "",
  quantity: 2,
  price: 9.9,
  status: "draft",
  due: "2026-12-01 00:00:00.000Z",
  meta: '{"color":"red","sizes":[1,2]}',
};
const TYPES: Record<string, string> = {
  quantity: "number",
  price: "number",
  status: "select",
  due: "date",
  meta: "json",
};

/** A record that is written, as far as rules of fields look at it. */
function recordOf(values: Record<string, unknown>) {
  const fields = Object.keys(values).map((name) => ({ name, type: () => TYPES[name] ?? "text" }));
  return {
    get: (name: string) => values[name],
    fieldsData: () => values,
    isNew: () => true,
    collection: () => ({ id: "orders", name: "orders", fields }),
  };
}

it("a VM that validates nine fields and a JSON Schema evaluates no library and no rule", () => {
  const texts = new Map<string, unknown>();
  const store = {
    get: (key: string) => texts.get(key),
    set: (key: string, value: unknown) => void texts.set(key, value),
  };
  const validate = (values: Record<string, unknown>) => {
    const bundle = required({ validate: { orders: { fields: NINE } } }, { store: () => store });
    const event = { record: recordOf(values), app: { store: () => store }, next() {} };
    return () => {
      bundle.dispatch("hook recordValidate orders", event, ["validate"]);
      return bundle;
    };
  };
  vi.stubGlobal("toString", String);
  const evaluated = vi.spyOn(globalThis, "eval");
  validate(VALUES)();
  expect(evaluated, "the first VM of a process makes the texts").toHaveBeenCalled();
  evaluated.mockClear();
  const before = texts.size;
  const { functions, objects } = made(() => validate(VALUES));
  expect(evaluated, "no rare chunk").not.toHaveBeenCalled();
  expect(texts.size, "no text is made twice").toBe(before);
  expect(functions).toBeLessThan(270);
  expect(objects).toBeLessThan(270);
  expect(validate({ ...VALUES, meta: '{"color":"green"}' })).toThrow();
});
