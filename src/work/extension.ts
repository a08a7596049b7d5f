// The extension for background work. It is made from the changes and jobs of all extensions, and
// only if there are any.
import type { Cron, Extension } from "../contract/extension.ts";
import type { Hook } from "../contract/hook.ts";
import type { JobsOptions } from "../contract/jobs.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { cronId, handlerText } from "../kernel/handler-text.ts";
import { registerCron } from "../pocketbase/registrars.ts";
import type { Background } from "./background.ts";
import { listenersOf } from "./changes/listen.ts";
import { attemptsOf, jobTypesOf, RETRY_CHANGE } from "./jobs/job-types.ts";
import { replaysOf } from "./jobs/replays.ts";
import { WORK } from "./name.ts";
import { own } from "./store.ts";
import { cronOf, endWorkers, KEEPER, startKeeper, URGENT } from "./worker/starter.ts";
import { workerOptions } from "./worker/worker-options.ts";

const edits = () => lazy(import("./jobs/edits.ts"));
const schemaChanges = () => lazy(import("./changes/schema-changes.ts"));
const loops = () => lazy(import("./worker/loops.ts"));
const lifecycle = () => lazy(import("./worker/lifecycle.ts"));

export function workExtension(
  extensions: Extension[],
  jobs: JobsOptions | undefined,
): InnerExtension {
  const background = backgroundOf(extensions, jobs);
  const { types } = background;
  return {
    name: WORK,
    label: ["jobs", background.slots.length, "worker"],
    queue: (app) => lazy(import("./jobs/enqueue.ts")).queueOf(types)(app),
    get migrations() {
      return lazy(import("./storage.ts")).MIGRATIONS;
    },
    get collections() {
      return lazy(import("./storage.ts")).COLLECTIONS;
    },
    check: (ctx) => lifecycle().checkListeners(ctx, background),
    prepare: (tx) => lazy(import("./storage.ts")).syncView(tx),
    onReady: (app) => lifecycle().startCapturing(app, background),
    onListening: (app, server) => startKeeper(app, server),
    onReload: () => endWorkers(background.slots),
    commands: [
      {
        use: "work",
        run: (app, args, terminal) =>
          lazy(import("./commands/work.ts")).runWork(app, args, terminal, (workers) =>
            registerLoops(background, workers),
          ),
      },
    ],
    crons: cronsFor(background),
    routes: [
      {
        method: "GET",
        path: "/api/bundle/health",
        auth: "superusers",
        handler: (ctx) => lazy(import("./commands/health.ts")).health(ctx.app, extensions),
      },
    ],
    hooks: [
      { on: "terminate", before: (e) => lifecycle().onTerminate(e, background) },
      ...editHooks(background),
      ...(background.listeners.size > 0 ? schemaHooks(background) : []),
    ],
  };
}

function backgroundOf(extensions: Extension[], jobs: JobsOptions | undefined): Background {
  const listeners = listenersOf(extensions);
  const options = workerOptions(jobs);
  const types = jobTypesOf(extensions, options);
  types.set(RETRY_CHANGE, {
    extension: WORK,
    attempts: attemptsOf({}, options),
    handler: (captured, ctx) =>
      lazy(import("./changes/relay.ts")).relayAgain(ctx.app, listeners, captured),
  });
  const slots = slotsOf(own.workers() || options.workers);
  return { listeners, types, replays: replaysOf(extensions), options, slots };
}

const slotsOf = (workers: number) =>
  Array.from({ length: workers }, (_, index) => `worker-${index + 1}`);

const cronsFor = (background: Background) =>
  [KEEPER, URGENT, ...background.slots].map(
    (slot): Cron => ({
      name: cronOf(slot),
      schedule: "* * * * *",
      handler: (ctx) => loops().onTick(ctx.app, slot, background),
    }),
  );

function registerLoops(background: Background, workers: number) {
  const slots = workers > 0 ? slotsOf(workers) : background.slots;
  for (const cron of cronsFor({ ...background, slots })) {
    registerCron(cron, handlerText(cronId(cron), [WORK]));
  }
}

/** These hooks follow edits of jobs, and of rows that jobs run, in the dashboard. */
const editHooks = ({ types, replays }: Background): Hook[] => [
  {
    on: "recordCreateExecute",
    collections: ["bundle_jobs"],
    before: (e) => edits().beforeEdit(e.app, e.record),
  },
  {
    on: "recordUpdateExecute",
    collections: ["bundle_jobs"],
    transaction: true,
    before: (e, ctx) => edits().beforeEdit(ctx.app, e.record),
    after: (e, ctx) => edits().afterEdit(ctx.app, e.record, types, replays),
  },
  {
    on: "recordDeleteExecute",
    collections: ["bundle_jobs"],
    transaction: true,
    before: (e, ctx) => edits().refuseMoved(ctx.app, e.record),
  },
  ...[...replays].map(
    ([collection, type]): Hook => ({
      on: "recordUpdateExecute",
      collections: [collection],
      transaction: true,
      before: (e, ctx) => lazy(import("./jobs/replays.ts")).onRowEdit(e.record, type, ctx),
    }),
  ),
];

/**
 * These hooks are for all collections, because an import may give any of them the name of one that
 * is listened to.
 */
const schemaHooks = ({ listeners }: Background): Hook[] => [
  ...(["collectionCreateExecute", "collectionUpdateExecute"] as const).map(
    (on): Hook => ({
      on,
      transaction: true,
      before: (e) => schemaChanges().beforeSchemaChange(e),
      after: (e) => schemaChanges().afterSchemaChange(e, listeners),
    }),
  ),
  {
    on: "collectionDeleteExecute",
    transaction: true,
    before: (e) => schemaChanges().beforeSchemaChange(e),
  },
];
