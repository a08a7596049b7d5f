// typebox makes a program of a JSON Schema. It is a large library, so a process does this once for
// each schema, at start-up, and every VM evaluates the program only (program.ts). scripts/typebox.mjs
// leaves out the parts of typebox that check a value or report its errors.
import Format from "typebox/format";
import { Build } from "typebox/schema";
import { Pattern } from "../patterns/pattern.ts";
import { FORMATS } from "./formats.ts";
import type { Constant } from "./program.ts";

for (const [name, check] of Object.entries(FORMATS)) Format.Set(name, check);
const names = new Map<unknown, string>(Object.entries(FORMATS).map(([name, one]) => [one, name]));

/** Returns the program of a schema in which problems.ts has found no problem. `json` is its text. */
export function buildProgram(json: string): string {
  const built = Build(JSON.parse(json));
  const constants = built.External().variables.map(constantOf);
  const context = built.UseUnevaluated() ? "const context = new CheckContext();" : "";
  const functions = built.Functions().join(";");
  const code = `${functions}; return (value) => { ${context} return ${built.Entry()} }`;
  return `${JSON.stringify(constants)}\n${code}`;
}

/** Program texts hold no functions: formats are known by their names, and patterns by their texts. */
function constantOf(value: unknown): Constant {
  const format = names.get(value);
  if (format) return { format };
  const isPattern = value instanceof Pattern || value instanceof RegExp;
  return isPattern ? { pattern: value.source } : { value };
}
