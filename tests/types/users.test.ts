// What users write, in the versions of TypeScript that they have. Each version checks all files of
// a project at once.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { WITH_POCKETBASE, WITHOUT_POCKETBASE } from "./events.ts";
import { PROJECTS, type ProjectName } from "./projects.ts";
import { check, type Errors, VERSIONS, type Version } from "./typescript.ts";

const README_CONFIG = readmeConfig();

/**
 * What a user gets wrong: a text of the README's config, what stands there instead, and the error.
 */
const MISTAKES = [
  [
    "unknown-rule.js",
    /integer: true/,
    "integr: true",
    /'integr' does not exist in type 'FieldRules'/,
  ],
  ["text-as-min.js", /min: 1,/, 'min: "x",', /'string' is not assignable to type 'number'/],
  [
    "number-as-handlers.js",
    /(?<=STRIPE_WEBHOOK_SECRET,\s+)on: \{.*?\n {6}\},/s,
    "on: 5,",
    /'number' is not assignable to type 'Record<string, EventHandler>'/,
  ],
  ["number-as-change.js", /on: "orders:create"/, "on: 5", /'number' is not assignable to type/],
  [
    "number-as-secret.js",
    /process\.env\.STRIPE_WEBHOOK_SECRET/,
    "5",
    /'number' is not assignable to type/,
  ],
  [
    "unknown-option.js",
    /from: "Shop/,
    'form: "Shop',
    /'form' does not exist in type 'MailOptions'/,
  ],
  [
    "text-as-answer.js",
    /record\.total === record\.price \* record\.quantity/,
    '"no"',
    /'string' is not assignable to type 'boolean'/,
  ],
] as const;

/** TypeScript 7 needs a fraction of the others' time, so it alone checks every project. */
const FOR_ALL: ProjectName[] = [
  "with PocketBase's, a browser's and Node.js's types",
  "with no other types",
];
const cases = (Object.keys(VERSIONS) as Version[]).flatMap((version) =>
  (Object.keys(PROJECTS) as ProjectName[])
    .filter((name) => version === "7" || FOR_ALL.includes(name))
    .map((name) => [version, name] as const),
);

describe.each(cases)("TypeScript %s, %s", (version, name) => {
  const project = PROJECTS[name];
  const readme = { "readme.js": README_CONFIG };
  const events = { "events.ts": project.pocketbase ? WITH_POCKETBASE : WITHOUT_POCKETBASE };
  let errors: Errors;
  beforeAll(async () => {
    errors = await check(version, project, { ...readme, ...mistakes(), ...events });
  });

  it("finds each mistake in the README's form of the config", () => {
    for (const [file, right, , message] of MISTAKES) {
      expect(errors, file).toHaveProperty([file], [expect.stringMatching(message)]);
      expect(errors[file]?.[0]).toMatch(new RegExp(`^${lineOf(right)}: `));
    }
  });

  it("finds nothing else: neither in the README's config, nor in what an event is called", () => {
    const wrong = MISTAKES.map(([file]) => file as string);
    expect(Object.entries(errors).filter(([file]) => !wrong.includes(file))).toEqual([]);
  });
});

it("Node.js's types and pocketbundle.d.ts declare the same `process`", async () => {
  const options = { lib: ["es2023"], types: ["node"], strict: true, module: "nodenext" };
  const files = { "readme.js": README_CONFIG };
  expect(await check("7", { pocketbase: false, options }, files)).toEqual({});
});

const mistakes = () =>
  Object.fromEntries(MISTAKES.map(([file, right, wrong]) => [file, replaced(right, wrong)]));

function readmeConfig(): string {
  const readme = readFileSync("README.md", "utf8");
  const [, config] =
    readme.match(/```js\n(\/\/\/ <reference path="\.\/pocketbundle\.d\.ts".*?)```/s) ?? [];
  if (config === undefined) throw new Error("The README has no config that names its types.");
  return config;
}

function replaced(right: RegExp, mistake: string): string {
  const text = README_CONFIG.replace(right, mistake);
  if (text === README_CONFIG)
    throw new Error(`The README's config has no ${right}: change this test.`);
  return text;
}

const lineOf = (right: RegExp) =>
  README_CONFIG.slice(0, README_CONFIG.search(right)).split("\n").length;
