// npm run bench:receive: webhooks per second, how soon they are answered, and what a verification costs.
// `-- --quick` is a short run; `-- load latency verify` runs these parts only.
import { latency } from "./receive/latency.ts";
import { load } from "./receive/load.ts";
import { verification } from "./receive/verification.ts";
import { machine } from "./work/machine.ts";

const PARTS: Record<string, (quick: boolean) => Promise<void>> = { load, latency, verification };
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
