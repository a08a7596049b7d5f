// npm run bench:mail: how fast mails go out, to a mail server that takes everything at once.
// `-- --quick` is a short run; `-- sustained latency` runs these parts only.
import { latency } from "./mail/latency.ts";
import { sustained } from "./mail/sustained.ts";
import { runParts } from "./parts.ts";

await runParts({ sustained, latency });
