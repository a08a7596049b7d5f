// npm run bench:work: what durable changes and jobs cost, beside what one would take otherwise, as ratios in one run.
// `-- --quick` is a short run; `-- creates drain start idle` runs these parts only.

import { runParts } from "./parts.ts";
import { creates } from "./work/creates.ts";
import { drain } from "./work/drain.ts";
import { idle } from "./work/idle.ts";
import { start } from "./work/start.ts";

await runParts({ creates, drain, start, idle });
