// A benchmark of several parts: `-- --quick` is a short run, names run these parts only.
import { machine } from "./work/machine.ts";

export async function runParts(parts: Record<string, (quick: boolean) => Promise<void>>) {
  const args = process.argv.slice(2);
  const named = args.filter((arg) => arg !== "--quick");
  const unknown = named.filter((name) => !parts[name]);
  if (unknown.length > 0) {
    throw new Error(
      `There is no part ${unknown.join(", ")}, only ${Object.keys(parts).join(", ")}.`,
    );
  }
  console.log(await machine());
  for (const [name, part] of Object.entries(parts)) {
    if (named.length === 0 || named.includes(name)) await part(args.includes("--quick"));
  }
}
