import type { Route } from "../../contract/route.ts";
import type { InnerExtension } from "../../kernel/extensions.ts";
import { JOB, PATH } from "./names.ts";
import type { ReceiveOptions } from "./options.ts";

const door = () => lazy(import("./receive.ts"));
const work = () => lazy(import("./run.ts"));

/** Receives webhooks: a request verifies, stores and answers them, and a job handles them. */
export const receive = (options: ReceiveOptions): InnerExtension => ({
  name: "receive",
  label: ["receive", Object.keys(options).join(", ")],
  get collections() {
    return lazy(import("./storage.ts")).COLLECTIONS;
  },
  get migrations() {
    return lazy(import("./storage.ts")).MIGRATIONS;
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
    ...(["GET", "POST", "PUT", "PATCH", "DELETE"] as const).map(
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
      handler: (ctx) => lazy(import("./purge.ts")).purgeEvents(ctx.app, options),
    },
  ],
  warnings: () => lazy(import("./check-secrets.ts")).secretHints(options),
  check: (ctx) => lazy(import("./sync/check-targets.ts")).checkTargets(ctx, options),
});
