import type { Hook } from "../../contract/hook.ts";
import type { InnerExtension } from "../../kernel/extensions.ts";
import { exactOf, isAny, keptByHook, keptByTriggers, needsCheck } from "./constraints/kept.ts";
import type { CollectionRules, ValidateOptions } from "./options.ts";

const indexes = () => lazy(import("./prepare.ts"));
const constraints = () => lazy(import("./constraints/triggers.ts"));
const handlers = () => lazy(import("./handlers.ts"));

/**
 * Validates in `onRecordValidate`, which runs for every way a record is saved (API, batch,
 * dashboard, `$app.save`) and gives its VM back before the write begins. Rules that need another
 * hook cost only the collections that use them.
 */
export const validate = (options: ValidateOptions): InnerExtension => ({
  name: "validate",
  label: ["validate", Object.keys(options).length, "collection"],
  hooks: [
    ...Object.entries(options).flatMap(([collection, rules]) => hooksOf(collection, rules)),
    ...constraintHooks(options),
  ],
  check(ctx) {
    lazy(import("./mark.ts")).makeMarkSecret();
    const { rulesProblems } = lazy(import("./check-collection.ts"));
    const { messageProblems } = lazy(import("./message-problems.ts"));
    for (const [collection, rules] of Object.entries(options)) {
      for (const { path, message } of [
        ...messageProblems(collection, rules),
        ...rulesProblems(ctx.app, collection, rules),
      ]) {
        ctx.refuse(path, message);
      }
    }
  },
  prepare(tx) {
    indexes().makeIndexes(tx, options);
    constraints().syncConstraints(tx, options);
  },
  warnings: (app) => indexes().warningsOf(app, options),
});

function hooksOf(name: string, rules: CollectionRules): Hook[] {
  const collections = [name];
  const hooks: Hook[] = [];
  if (needsCheck(rules)) {
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
        before: (e, ctx) => lazy(import("./request.ts")).beforeRequest(name, rules, e, ctx),
      });
    }
  }
  if (isAny(keptByTriggers(rules))) {
    for (const on of ["recordAfterCreateError", "recordAfterUpdateError"] as const) {
      hooks.push({
        on,
        collections,
        before: (e, ctx) => handlers().onSaveError(name, rules, e, ctx),
      });
    }
  }
  if (isAny(keptByHook(rules))) {
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
  if (isAny(exactOf(rules)) && rules.indexes !== "manual") {
    for (const on of ["collectionCreate", "collectionUpdate"] as const) {
      hooks.push({
        on,
        collections,
        before: (e) => indexes().beforeSchemaSave(name, rules, e),
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

/**
 * A field that a trigger names can neither be renamed nor dropped. These hooks are for all
 * collections, because a collection may get or lose a name that has rules.
 */
function constraintHooks(options: ValidateOptions): Hook[] {
  if (!Object.values(options).some((rules) => isAny(keptByTriggers(rules)))) return [];
  return [
    ...(["collectionCreateExecute", "collectionUpdateExecute"] as const).map(
      (on): Hook => ({
        on,
        transaction: true,
        before: (e) => constraints().dropConstraints(e.app, e.collection?.id),
        after: (e) => constraints().syncConstraints(e.app, options),
      }),
    ),
    { on: "terminate", before: (e) => constraints().endConstraints(e) },
  ];
}
