// npm run bench:mail: how fast mails go out, to a mail server that takes everything at once. `-- --quick` is a short run.
import { latency } from "./mail/latency.ts";
import { sustained } from "./mail/sustained.ts";
import { machine } from "./work/machine.ts";

const quick = process.argv.includes("--quick");
console.log(await machine());
await sustained(quick);
await latency(quick);
