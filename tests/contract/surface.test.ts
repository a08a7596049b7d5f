import { writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createTestApp, startServer } from "../../kit/testing/index.ts";
import { GOJA_BUILTINS, SURFACE } from "../../kit/testing/mock/goja/surface.ts";
import { LINE } from "./line.ts";
import { askSurface, BUILTINS_HOOK, FIELD_TYPES, SURFACE_HOOK } from "./surface.ts";

const FILE = "kit/testing/mock/goja/surface.ts";
const hooks = { "surface.pb.js": SURFACE_HOOK, "builtins.pb.js": BUILTINS_HOOK };
const server = await startServer({ hooks, cleanup: afterAll });

/** The names of the pinned line that older lines do not have yet. */
const LATER: Record<string, string[]> = {
  "0.36": [
    "App.deleteAllExternalAuthsByRecord",
    "App.dryRunView",
    ...FIELD_TYPES.map((type) => `Field_${type}.help`),
    "Settings.superuserIPs",
    "SettingsMeta.accentColor",
    "SettingsSMTP.marshalJSON",
    "onServe.uiExtensions",
  ],
  "0.37": ["Settings.superuserIPs"],
};

/** `UPDATE_SURFACE=1 npx vitest run tests/contract/surface` writes the file anew. */
test("the mock knows the names that the server shows", async () => {
  const actual = await askSurface(server);
  const builtins = await server.client().send("/builtins", {});
  if (process.env.UPDATE_SURFACE) writeFileSync(FILE, surfaceFile(actual, builtins));
  const later = LATER[LINE];
  if (later) expect([...members(actual), ...later].sort()).toEqual([...members(SURFACE)].sort());
  else expect(actual).toEqual(SURFACE);
  expect(builtins).toEqual(GOJA_BUILTINS);
});

/** These names cannot be removed from V8, or V8 needs them. */
const STUCK = ["Error.stackTraceLimit", "Symbol.asyncIterator"];
/** Only goja has these names. */
const ODD = ["BigInt.prototype.length", "BigInt.prototype.name"];

test("the mock's contexts have the built-ins that goja has, and no others", async () => {
  using app = createTestApp({ files: { "builtins.pb.js": BUILTINS_HOOK } });
  const real = members(await server.client().send("/builtins", {}));
  const mock = members(app.request("GET", "/builtins").json as Builtins);
  expect([...mock].filter((name) => !real.has(name)).sort()).toEqual(STUCK);
  expect([...real].filter((name) => !mock.has(name)).sort()).toEqual(ODD);
});

type Builtins = Record<string, string[]>;

function members(builtins: Readonly<Record<string, readonly string[]>>): Set<string> {
  const { globalThis: _, ...own } = builtins;
  return new Set(
    Object.entries(own).flatMap(([name, keys]) => keys.map((key) => `${name}.${key}`)),
  );
}

const rows = (lists: Builtins) =>
  Object.keys(lists)
    .sort()
    .map((name) => {
      const key = /^[$\w]+$/.test(name) ? name : JSON.stringify(name);
      return `  ${key}: ${JSON.stringify(lists[name]?.join(" "))}.split(" "),`;
    })
    .join("\n");

function surfaceFile(surface: Builtins, builtins: Builtins): string {
  return `// tests/contract/surface.test.ts writes this file from the pinned server and checks it.
type Names = Readonly<Record<string, readonly string[]>>;

/**
 * Own keys of PocketBase's objects as goja shows them (Go's exported fields, then methods), and the
 * globals without ECMAScript's.
 */
export const SURFACE: Names = {
${rows(surface)}
};

/** The parts of ECMAScript's built-ins that goja has. Symbols begin with @@. */
export const GOJA_BUILTINS: Names = {
${rows(builtins)}
};
`;
}
