// npm run bench:receive: webhooks per second, how soon they are answered, and what a verification costs.
// `-- --quick` is a short run; `-- load latency verification` runs these parts only.

import { runParts } from "./parts.ts";
import { latency } from "./receive/latency.ts";
import { load } from "./receive/load.ts";
import { verification } from "./receive/verification.ts";

await runParts({ load, latency, verification });
