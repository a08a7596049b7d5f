// npm run bench:work: what durable changes and jobs cost, beside what one would take otherwise, as ratios in one run.
// `-- --quick` is a short run; `-- creates drain start idle` runs these parts only.
import { creates } from "./work/creates.ts";
import { drain } from "./work/drain.ts";
import { idle } from "./work/idle.ts";
import { machine } from "./work/machine.ts";
import { start } from "./work/start.ts";

const PARTS: Record<string, (quick: boolean) => Promise<void>> = { creates, drain, start, idle };
const args = process.argv.slice(2);
const named = args.filter((arg) => arg !== "--quick");
const unknown = named.filter((name) => !PARTS[name]);
if (unknown.length > 0) {
  throw new Error(`There is no part ${unknown.join(", ")}, only ${Object.keys(PARTS).join(", ")}.`);
}

console.log(await machine());
for (const [name, part] of Object.entries(PARTS)) {
  if (named.length === 0 || named.includes(name)) await part(args.includes("--quick"));
}
