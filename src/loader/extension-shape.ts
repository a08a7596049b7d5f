import * as v from "valibot";
import type { ChangeListener } from "../contract/changes.ts";
import type { Cron } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import type { JobDefinition } from "../contract/jobs.ts";
import type { Route } from "../contract/route.ts";
import {
  count,
  fn,
  named,
  object,
  optional,
  record,
  retryTime,
  shape,
  text,
} from "../lib/shape.ts";
import { valueRulesShape } from "../lib/values/shape.ts";
import { changeNames } from "../work/changes/shape.ts";

const WHO =
  'Say who may call it: "public", "any", "superusers", a collection, or a list of collections.';

const collection = v.pipe(
  object("a collection as PocketBase exports it"),
  v.check((value) => Boolean((value as { name?: unknown }).name), 'Missing: its "name".'),
);

/** The shape of a user's extension in the config file. */
export const extensionShape = shape({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, "Expected lower-case words with dashes.")),
  collections: optional(v.array(collection)),
  routes: optional(
    v.array(
      shape({
        method: v.picklist(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        path: v.pipe(v.string(), v.regex(/^\//, 'Expected a path that begins with "/".')),
        auth: v.union([text, v.pipe(v.array(text), v.nonEmpty(WHO))], WHO),
        body: optional(named(valueRulesShape)),
        bodyLimit: optional(count(1, "bytes")),
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
    record(
      v.pipe(
        text,
        v.regex(/^(?!bundle\.)/, 'Names that begin with "bundle." are Pocketbundle\'s own.'),
      ),
      v.pipe(
        shape({
          attempts: optional(count(1)),
          retryFor: optional(retryTime),
          concurrency: optional(count(1)),
          timeout: optional(count(1, "seconds")),
          handler: fn<JobDefinition["handler"]>(),
          onDead: optional(fn<NonNullable<JobDefinition["onDead"]>>()),
        }),
        v.check(
          ({ attempts, retryFor }) => attempts === undefined || retryFor === undefined,
          "attempts and retryFor exclude each other: leave one out.",
        ),
      ),
    ),
  ),
  replays: optional(
    record(v.pipe(text, v.regex(/^\w+$/, "Expected the name of a collection.")), text),
  ),
  crons: optional(v.array(shape({ name: text, schedule: text, handler: fn<Cron["handler"]>() }))),
  mail: optional(fn()),
  check: optional(fn()),
});
