/** Typical defects: each changes one place of the sources, and the unit tests must notice it. */
export const DEFECTS = [
  {
    what: "a hook chain forgets e.next()",
    file: "src/kernel/hooks.ts",
    from: "if (replaces.length === 0 || !isReplaced(chain, replaces, e)) e.next();",
    to: "if (replaces.length > 0) isReplaced(chain, replaces, e);",
  },
  {
    what: "the error of a before hook is swallowed",
    file: "src/kernel/hooks.ts",
    from: "else throw lastError(chain, e, place, error, refused);",
    to: "else hookError(chain, e, where(chain, 'before', bound), error);",
  },
  {
    what: "a transaction swallows what is thrown in it",
    file: "src/pocketbase/transaction.ts",
    from: "        thrown = error;\n        throw error;",
    to: "        result = { value: undefined as T };",
  },
  {
    what: "min is off by one",
    file: "src/lib/values/numbers.ts",
    from: "&& value >= ${min}`",
    to: "&& value > ${min}`",
  },
  {
    what: "a route's auth is not asked for",
    file: "src/loader/middlewares.ts",
    from: 'if (auth === "superusers") return [$apis.requireSuperuserAuth()];',
    to: 'if (auth === "superusers") return [];',
  },
  {
    what: "who lost the lease finishes the job of another",
    file: "src/work/jobs/transitions/held.ts",
    from: " AND status = 'running' AND token = {:token}`;",
    to: " AND status = 'running' AND {:token} != ''`;",
  },
  {
    what: "a job gets one attempt too many",
    file: "src/work/jobs/ledger.ts",
    from: "attempts >= max;",
    to: "attempts > max;",
  },
  {
    what: "a delayed job does not wait",
    file: "src/work/worker/due.ts",
    from: " AND job.run_at <= {:now})",
    to: ")",
    also: {
      file: "src/work/jobs/transitions/claim.ts",
      from: "AND priority = ${priority} AND run_at <= {:now}",
      to: "AND priority = ${priority} AND {:now} != ''",
    },
  },
  {
    what: "a change that was handled is handed out again",
    file: "src/work/changes/relay.ts",
    from: "if (count > 0) remove(tx, batch.slice(0, count));",
    to: "if (count > 1) remove(tx, batch.slice(1, count));",
  },
  {
    what: "a change overtakes an earlier one of its record that has failed",
    file: "src/work/changes/relay.ts",
    from: "AND ${KEY_WAITS})",
    to: "AND ${KEY_WAITS} AND false)",
  },
  {
    what: "hidden fields are captured",
    file: "src/work/changes/row-json.ts",
    from: '!hidden && type() !== "password"',
    to: '(hidden || !hidden) && type() !== "password"',
  },
  {
    what: "an old signature counts for ever",
    file: "src/lib/signatures/scheme.ts",
    from: "if (tolerance > 0 && age > tolerance)",
    to: "if (tolerance > 0 && age > tolerance * 1000)",
  },
  {
    what: "the id of an order is that of all its events",
    file: "src/extensions/receive/senders.ts",
    from: "return { id: digest(body), type, at };",
    to: "return { id: event.id ?? digest(body), type, at };",
  },
  {
    what: "ids beyond 2^53 are rounded",
    file: "src/extensions/receive/exact-json.ts",
    from: "Number.isSafeInteger(Number(token))",
    to: "Number.isInteger(Number(token))",
  },
  {
    what: "what a sender gives as null stays in its field",
    file: "src/extensions/receive/sync/objects.ts",
    from: "kept(values, (value) => value !== undefined);",
    to: "kept(values, (value) => value !== undefined && value !== null);",
  },
];
