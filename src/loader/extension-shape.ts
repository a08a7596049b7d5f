import * as v from "valibot";
import type { ChangeListener } from "../contract/changes.ts";
import type { Cron } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import type { JobDefinition, JobsOptions } from "../contract/jobs.ts";
import type { Route } from "../contract/route.ts";
import { fn, named, optional, shape, text, texts } from "../lib/shape.ts";
import { DURATION } from "../lib/time.ts";
import { valueRulesShape } from "../lib/values/shape.ts";
import { ON } from "../work/changes/listen.ts";

const WHO =
  'Say who may call it: "public", "any", "superusers", a collection, or a list of collections.';

/** `on` of a change. */
export const changeNames = v.pipe(
  texts,
  v.check(
    (value) => [value].flat().every((item) => ON.test(item)),
    'Expected "<collection>:<create|update|delete|*>", for example "orders:create".',
  ),
);

export const count = v.pipe(
  v.number(),
  v.integer("Expected a whole number."),
  v.minValue(1, "Expected 1 or more."),
);
const DAY = 86_400_000;
const milliseconds = (least: number) =>
  v.pipe(
    v.number(),
    v.minValue(least, `Expected milliseconds, ${least} or more.`),
    v.maxValue(DAY, "Expected milliseconds, a day (86400000) or less."),
  );
/** See `lib/time.ts`. */
export const age = v.pipe(
  text,
  v.regex(DURATION, 'Expected a duration such as "7d", "12h" or "30m".'),
);

/** `jobs` of the config. */
export const jobsShape = shape<Record<keyof JobsOptions, v.GenericSchema>>({
  workers: optional(
    v.pipe(count, v.maxValue(10, "Expected 10 or fewer: each holds a VM of the pool.")),
  ),
  poll: optional(milliseconds(10)),
  lease: optional(milliseconds(1000)),
  backoff: optional(milliseconds(10)),
  keep: optional(shape({ done: optional(age), dead: optional(age) })),
});

/** A user's extension, as the config file gives it. */
export const extensionShape = shape({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, "Expected lower-case words with dashes.")),
  collections: optional(v.array(v.looseObject({ name: text }))),
  routes: optional(
    v.array(
      shape({
        method: v.picklist(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        path: v.pipe(v.string(), v.startsWith("/", 'Expected a path that begins with "/".')),
        auth: v.union([text, v.pipe(v.array(text), v.nonEmpty(WHO))], WHO),
        body: optional(named(valueRulesShape)),
        bodyLimit: optional(count),
        log: optional(v.boolean()),
        handler: fn<Route["handler"]>(),
      }),
    ),
  ),
  hooks: optional(
    v.array(
      shape({
        on: text,
        collections: optional(
          v.pipe(v.array(text), v.nonEmpty("Expected at least one collection.")),
        ),
        transaction: optional(v.boolean()),
        before: optional(fn<NonNullable<HookOf<string>["before"]>>()),
        after: optional(fn<NonNullable<HookOf<string>["after"]>>()),
        replace: optional(fn<NonNullable<HookOf<string>["replace"]>>()),
      }),
    ),
  ),
  changes: optional(v.array(shape({ on: changeNames, handler: fn<ChangeListener["handler"]>() }))),
  jobs: optional(
    v.record(
      v.pipe(
        text,
        v.regex(/^(?!bundle\.)/, 'Names that begin with "bundle." are Pocketbundle\'s own.'),
      ),
      shape({
        attempts: optional(count),
        concurrency: optional(count),
        timeout: optional(count),
        handler: fn<JobDefinition["handler"]>(),
        onDead: optional(fn<NonNullable<JobDefinition["onDead"]>>()),
      }),
    ),
  ),
  replays: optional(
    v.record(v.pipe(text, v.regex(/^\w+$/, "Expected the name of a collection.")), text),
  ),
  crons: optional(v.array(shape({ name: text, schedule: text, handler: fn<Cron["handler"]>() }))),
  mail: optional(fn()),
  check: optional(fn()),
});
