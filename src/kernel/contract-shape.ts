import * as v from "valibot";
import { valueRulesShape } from "../rules/shape.ts";
import type { Cron, HookOf, Route } from "./contract.ts";
import { fn, named, optional, shape, text } from "./shape.ts";

const WHO =
  'Say who may call it: "public", "any", "superusers", a collection, or a list of collections.';

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
      }),
    ),
  ),
  crons: optional(v.array(shape({ name: text, schedule: text, handler: fn<Cron["handler"]>() }))),
  check: optional(fn()),
});
