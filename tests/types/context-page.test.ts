// docs/context.md names every member of every context, and no other: it is compared with the types.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";

const PAGE = readFileSync("docs/context.md", "utf8");

/** The columns of the page's table: the type behind each, and the file that declares it. */
const PLACES: Record<string, [type: string, file: string]> = {
  routes: ["RouteContext", "src/contract/route.ts"],
  hooks: ["HookContext", "src/contract/context.ts"],
  jobs: ["JobContext", "src/contract/jobs.ts"],
  receive: ["EventContext", "src/extensions/receive/options.ts"],
  plain: ["Context", "src/contract/context.ts"],
  validate: ["CheckRecordContext", "src/extensions/validate/options.ts"],
  check: ["CheckContext", "src/contract/extension.ts"],
};

const files = Object.values(PLACES).map(([, file]) => file);
const options = { strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] };
const program = ts.createProgram(files, { ...options, lib: ["lib.es2023.d.ts"] });
const checker = program.getTypeChecker();

function typeOf([name, file]: [string, string]): ts.Type {
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  const found = symbol && checker.getExportsOfModule(symbol).find((one) => one.name === name);
  if (!found) throw new Error(`${file} has no ${name}: change this test.`);
  return checker.getDeclaredTypeOfSymbol(found);
}

/** Whether this repository declares the type's members, and not PocketBase or JavaScript. */
const isOurs = (type: ts.Type) =>
  type.getCallSignatures().length === 0 &&
  (type.symbol?.declarations ?? []).some((declaration) =>
    relative(".", declaration.getSourceFile().fileName).startsWith("src/"),
  );

/** `job` has members of its own, so it stands for `job.id` and the like. */
function namesOf(symbol: ts.Symbol): string[] {
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  if (!isOurs(type)) return [symbol.name];
  return type.getProperties().map((inner) => `${symbol.name}.${inner.name}`);
}

const membersOf = (place: keyof typeof PLACES) =>
  checker.getPropertiesOfType(typeOf(PLACES[place] as [string, string]));

const cells = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

describe("docs/context.md", () => {
  const [, table = ""] = /## Which place has what\n\n([\s\S]*?)\n\n/.exec(PAGE) ?? [];
  const [header = [], , ...rows] = table.split("\n").map(cells);

  it("has a column for each place", () => expect(header.slice(1)).toEqual(Object.keys(PLACES)));

  it.each(Object.keys(PLACES))("says what %s have", (place) => {
    const column = header.indexOf(place);
    const named = rows.filter((row) => row[column] === "yes").map(([name]) => name);
    const expected = membersOf(place).map(({ name }) => `\`${name}\``);
    expect(named.sort()).toEqual(expected.sort());
  });

  it("explains every member, and no other", () => {
    const [, ...sections] = PAGE.split(/^## /m).slice(1);
    const first = sections.flatMap((section) => section.match(/^\| `ctx.*? \|/gm) ?? []);
    const explained = first.join().match(/(?<=`ctx\.)[\w.]+/g) ?? [];
    const members = Object.keys(PLACES).flatMap((place) => membersOf(place).flatMap(namesOf));
    expect([...new Set(explained)].sort()).toEqual([...new Set(members)].sort());
  });
});
