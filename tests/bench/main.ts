// `npm run bench` measures what the bundle costs and compares it with the alternatives, as ratios
// in one run.
// `-- --quick` is a short run of some parts; names run only these parts; `--save` writes
// docs/performance.* anew.
import { machine } from "./machine.ts";
import { latency as mailLatency } from "./mail/latency.ts";
import { sustained } from "./mail/sustained.ts";
import { latency as receiveLatency } from "./receive/latency.ts";
import { load } from "./receive/load.ts";
import { verification } from "./receive/verification.ts";
import { markdown, type Table } from "./report.ts";
import { save } from "./save.ts";
import { counts } from "./scale/counts.ts";
import { scale } from "./scale/creates.ts";
import { testing } from "./testing.ts";
import { validated } from "./validators/creates.ts";
import { validators } from "./validators/speed.ts";
import { vms } from "./vms.ts";
import { creates } from "./work/creates.ts";
import { drain } from "./work/drain.ts";
import { idle } from "./work/idle.ts";
import { moments } from "./work/moments.ts";
import { start } from "./work/start.ts";
import { processor } from "./write/processor.ts";
import { write } from "./write/write.ts";

const PARTS: Record<string, (quick: boolean) => Promise<Table[]>> = {
  write,
  processor,
  vms,
  validators,
  validated,
  creates,
  scale: async (quick) => [...(await scale(quick)), ...(await counts(quick))],
  drain,
  moments,
  start,
  idle,
  mails: sustained,
  "mail-latency": mailLatency,
  receive: load,
  "receive-latency": receiveLatency,
  verification,
  testing,
};
/** The parts of a short run, which takes two minutes at most. */
const QUICK = ["write", "validators", "mails", "receive-latency", "testing"];

const args = process.argv.slice(2);
const quick = args.includes("--quick");
const named = args.filter((arg) => !arg.startsWith("--"));
const unknown = named.filter((name) => !PARTS[name]);
if (unknown.length > 0) {
  const known = Object.keys(PARTS).join(", ");
  throw new Error(`There is no part ${unknown.join(", ")}, only ${known}.`);
}

const run = { machine: await machine(), date: new Date().toISOString() };
console.log(run.machine);
for (const name of named.length > 0 ? named : quick ? QUICK : Object.keys(PARTS)) {
  const tables = (await PARTS[name]?.(quick)) ?? [];
  for (const one of tables) console.log(`\n${markdown(one)}`);
  if (args.includes("--save")) save(name, { ...run, tables });
}
