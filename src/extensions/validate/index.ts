import type { Extension, Hook } from "../../contract/extension.ts";
import { limitsOf } from "./limit.ts";
import type { CollectionRules, ValidateOptions } from "./options.ts";

type Handlers = typeof import("./handlers.ts");
let loaded: Handlers | undefined;
const handlers = (): Handlers => {
  loaded ??= require("./handlers.ts") as Handlers;
  return loaded;
};

/**
 * Validates in `onRecordValidate`, which runs for every way a record is saved (API, batch,
 * dashboard, `$app.save`) and gives its VM back before the write begins. Rules that need another
 * hook cost only the collections that use them.
 */
export const validate = (options: ValidateOptions): Extension => ({
  name: "validate",
  hooks: Object.entries(options).flatMap(([collection, rules]) => hooksOf(collection, rules)),
  check(ctx) {
    handlers().makeSecret();
    const { checkRules } = require("./check.ts") as typeof import("./check.ts");
    for (const [collection, rules] of Object.entries(options)) {
      for (const { path, message } of checkRules(ctx.app, collection, rules)) {
        ctx.refuse(path, message);
      }
    }
  },
});

function hooksOf(name: string, rules: CollectionRules): Hook[] {
  const collections = [name];
  const hooks: Hook[] = [];
  if (rules.fields || rules.rules || rules.schema) {
    hooks.push({
      on: "recordValidate",
      collections,
      before: (e, ctx) => handlers().onValidate(name, rules, e, ctx),
    });
  }
  if (needsRequest(rules)) {
    for (const on of ["recordCreateRequest", "recordUpdateRequest"] as const) {
      hooks.push({
        on,
        collections,
        before: (e, ctx) => handlers().beforeRequest(name, rules, e, ctx),
      });
    }
  }
  if (needsGuard(rules)) {
    for (const on of ["recordCreateExecute", "recordUpdateExecute"] as const) {
      hooks.push({
        on,
        collections,
        transaction: true,
        before: (e, ctx) => handlers().beforeExecute(name, rules, e, ctx),
        after: (e, ctx) => handlers().afterExecute(name, rules, e, ctx),
      });
    }
  }
  if (hooks.length === 0) return [];
  for (const on of ["collectionAfterCreateSuccess", "collectionAfterUpdateSuccess"] as const) {
    hooks.push({ on, collections, after: (e) => handlers().onSchema(name, rules, e.app) });
  }
  return hooks;
}

/**
 * A request hook holds its VM while the record is written, so only collections that need it get
 * one.
 */
const needsRequest = ({ superusers, messages, rules }: CollectionRules) =>
  superusers === "skip" ||
  messages !== undefined ||
  rules?.some(({ scope }) => scope === "request");

/** `unique` and `limit` need a transaction around the write, because they must not race. */
const needsGuard = ({ fields, limit }: CollectionRules) =>
  limitsOf(limit).length > 0 || Object.values(fields ?? {}).some(({ unique }) => unique);
