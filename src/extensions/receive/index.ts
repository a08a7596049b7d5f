import type { Extension, Route } from "../../contract/extension.ts";
import { JOB, PATH } from "./names.ts";
import type { ReceiveOptions } from "./options.ts";

// Each file is required when it is first used, so that a VM which takes webhooks in does not
// evaluate the code that handles them.
const door = (): typeof import("./receive.ts") => require("./receive.ts");
const start = (): typeof import("./start.ts") => require("./start.ts");
const cleaner = (): typeof import("./purge.ts") => require("./purge.ts");
const work = (): typeof import("./run.ts") => require("./run.ts");

/** Receives webhooks: a request verifies, stores and answers them, and a job handles them. */
export const receive = (options: ReceiveOptions): Extension => ({
  name: "receive",
  get collections() {
    return start().COLLECTIONS;
  },
  routes: [
    ...Object.entries(options).map(
      ([name, source]): Route => ({
        method: "POST",
        path: `${PATH}/${name}`,
        auth: "public",
        log: false,
        bodyLimit: source.bodyLimit ?? 1_000_000,
        handler: (ctx) => door().receiveEvent(name, source, ctx),
      }),
    ),
    ...(["GET", "PUT", "PATCH", "DELETE"] as const).map(
      (method): Route => ({
        method,
        path: `${PATH}/{name}`,
        auth: "public",
        handler: (ctx) => door().refuseMethod(options, ctx),
      }),
    ),
  ],
  jobs: {
    [JOB]: {
      handler: (payload, ctx) => work().runEvent(options, payload, ctx),
      onDead: (payload, error, ctx) => work().buryEvent(payload, error, ctx),
    },
  },
  replays: { bundle_events: JOB },
  crons: [
    {
      name: "pocketbundle-events",
      schedule: "7 * * * *",
      handler: (ctx) => cleaner().purge(ctx.app, options),
    },
  ],
  check: (ctx) => start().prepare(ctx, options),
});
