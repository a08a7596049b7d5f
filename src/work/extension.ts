// Background work as an extension, made from what all extensions listen to and run. It is there only if one does.

import type { Cron, Extension } from "../contract/extension.ts";
import type { Hook } from "../contract/hook.ts";
import type { JobsOptions } from "../contract/jobs.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { cronId, handlerText } from "../kernel/handler-text.ts";
import { registerCron } from "../pocketbase/registrars.ts";
import { listenersOf } from "./changes/listen.ts";
import { UNINSTALL, WORK } from "./commands/uninstall.ts";
import { jobTypesOf, RETRY_CHANGE } from "./jobs/definitions.ts";
import { replaysOf } from "./jobs/replays.ts";
import type { Lifecycle } from "./worker/lifecycle.ts";
import { workerOptions } from "./worker/options.ts";
import { KEEPER, WORK_PATH, workerCount } from "./worker/shared.ts";

// Each is required when it is first used: a VM that serves a request evaluates none of them.
const queue = () => lazy(import("./jobs/enqueue.ts"));
const commands = () => lazy(import("./commands/commands.ts"));
const lifecycle = () => lazy(import("./worker/lifecycle.ts"));

export function workExtension(
  extensions: Extension[],
  jobs: JobsOptions | undefined,
): InnerExtension {
  const listeners = listenersOf(extensions);
  const types = jobTypesOf(extensions);
  types.set(RETRY_CHANGE, {
    extension: WORK,
    handler: (captured, ctx) => lifecycle().retryChange(ctx.app, listeners, captured),
  });
  const options = workerOptions(jobs);
  const slots = slotsOf(workerCount() || options.workers);
  const replays = replaysOf(extensions);
  const all: Lifecycle = { listeners, types, replays, options, slots };
  return {
    name: WORK,
    queue: (app) => ({
      enqueue: (type, payload, options) => queue().enqueue(app, types, type, payload, options),
    }),
    get tables() {
      return lifecycle().TABLES;
    },
    get collections() {
      return lifecycle().COLLECTIONS;
    },
    check: (ctx) => lifecycle().prepare(ctx, all),
    onListening: (url) => lifecycle().onListening(url),
    commands: [
      {
        use: "work",
        short: "Runs workers in this process, beside the server",
        run: (app, args) =>
          commands().work(app, args, (workers) =>
            registerCrons(workers > 0 ? slotsOf(workers) : slots, all),
          ),
      },
      {
        use: "status",
        short: "What waits, runs and is dead",
        run: (app) => commands().printStatus(app),
      },
      {
        use: "retry",
        short:
          "Runs a dead job, or a row that a job runs, again: retry <id>, or retry --dead for all jobs",
        run: (app, args) => commands().retry(app, args, all.replays),
      },
      UNINSTALL,
    ],
    crons: cronsFor(slots, all),
    routes: [
      {
        method: "POST",
        path: `${WORK_PATH}/{slot}`,
        auth: "public",
        handler: (ctx) => lifecycle().onKnock(ctx, all),
      },
      {
        method: "GET",
        path: "/api/bundle/health",
        auth: "superusers",
        handler: (ctx) => lifecycle().health(ctx.app, extensions),
      },
    ],
    hooks: [
      { on: "terminate", before: (e) => lifecycle().onTerminate(e, all) },
      ...editHooks(all),
      ...(listeners.size > 0 ? schemaHooks(all) : []),
    ],
  };
}

const slotsOf = (workers: number) =>
  Array.from({ length: workers }, (_, index) => `worker-${index + 1}`);

const cronsFor = (slots: string[], all: Lifecycle) =>
  [KEEPER, ...slots].map(
    (slot): Cron => ({
      name: `pocketbundle-${slot}`,
      schedule: "* * * * *",
      handler: (ctx) => lifecycle().onTick(ctx.app, slot, all),
    }),
  );

function registerCrons(slots: string[], all: Lifecycle) {
  for (const cron of cronsFor(slots, all)) registerCron(cron, handlerText(cronId(cron), [WORK]));
}

/** What superusers do in the dashboard to jobs, and to rows that jobs run. */
const editHooks = (all: Lifecycle): Hook[] => [
  {
    on: "recordCreateExecute",
    collections: ["bundle_jobs"],
    before: (e) => lifecycle().beforeEdit(e.record),
  },
  {
    on: "recordUpdateExecute",
    collections: ["bundle_jobs"],
    transaction: true,
    before: (e) => lifecycle().beforeEdit(e.record),
    after: (e, ctx) => lifecycle().afterEdit(ctx.app, e.record, all),
  },
  ...[...all.replays].map(
    ([collection, type]): Hook => ({
      on: "recordUpdateExecute",
      collections: [collection],
      transaction: true,
      before: (e, ctx) => lifecycle().onRowEdit(e.record, type, ctx),
    }),
  ),
];

/**
 * In the transaction of a schema change: no write is missed, and none of the change's own is captured. Of all
 * collections, since an import may give one another name.
 */
const schemaHooks = (all: Lifecycle): Hook[] => [
  ...(["collectionCreateExecute", "collectionUpdateExecute"] as const).map(
    (on): Hook => ({
      on,
      transaction: true,
      before: (e) => lifecycle().beforeSchemaChange(e),
      after: (e) => lifecycle().afterSchemaChange(e, all),
    }),
  ),
  {
    on: "collectionDeleteExecute",
    transaction: true,
    before: (e) => lifecycle().beforeSchemaChange(e),
  },
];
