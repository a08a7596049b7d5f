import * as v from "valibot";
import {
  age,
  count,
  either,
  fn,
  named,
  optional,
  record,
  secrets,
  shape,
  text,
} from "../../lib/shape.ts";
import { prefixOf } from "./addresses.ts";
import type { Source } from "./options.ts";
import { SCHEMES, sourceProblems } from "./shape-source.ts";

const hmacShape = shape({
  header: text,
  encoding: optional(v.picklist(["hex", "base64"])),
  prefix: optional(text),
  key: optional(v.picklist(["text", "base64"])),
  timestamp: optional(text),
  template: optional(v.pipe(text, v.regex(/\{body\}/, 'Expected a text with "{body}" in it.'))),
});

const target = (values: [string, ...string[]]) => {
  const value = v.picklist(values, `Expected one of ${values.join(", ")}.`);
  const one = shape({
    collection: text,
    match: v.pipe(
      named(value),
      v.check((fields) => Object.keys(fields).length > 0, "Expected at least one field."),
    ),
    fields: optional(
      named(either(`a function, or one of ${values.join(", ")}`, [value, fn<() => unknown>()])),
    ),
    when: optional(fn<NonNullable<() => boolean>>()),
    missing: optional(v.picklist(["create", "retry", "ignore"])),
  });
  // This is not a union, because the problems of a union have no path into the target.
  return v.lazy((input) => (Array.isArray(input) ? v.array(one) : one));
};

const WHO = ["reference", "customer", "user", "email"] as const;
const MONEY = ["status", "amount", "currency"] as const;
const syncShape = shape({
  subscriptions: optional(
    target([
      ...["id", "customer", "user", "email", "plan", "product", "quantity", ...MONEY],
      ...["period_end", "trial_end", "canceled_at", "cancel_at", "cancel_at_period_end"],
    ] as [string, ...string[]]),
  ),
  customers: optional(target(["id", "reference", "user", "email", "name"])),
  payments: optional(target(["id", ...WHO, "subscription", ...MONEY, "refunded"])),
});

const eventType = v.pipe(
  v.string(),
  v.regex(/^[^*]*\*?$/, 'Expected a type, or the beginning of types and "*" at its end.'),
);

const identity = either('"hash", "none", { header } or { body }', [
  v.picklist(["hash", "none"]),
  shape({ header: text }),
  shape({ body: text }),
]);

const common = {
  identity: optional(identity),
  on: optional(record(eventType, fn<() => void>())),
  bodyLimit: optional(
    v.pipe(count(1), v.maxValue(50_000_000, "Expected bytes, 50000000 or fewer.")),
  ),
  addresses: optional(
    v.pipe(
      v.array(
        v.pipe(
          text,
          v.check(
            (range) => prefixOf(range) !== undefined,
            'Expected an address such as "3.18.12.63", or a range such as "10.0.0.0/8".',
          ),
        ),
      ),
      v.nonEmpty("Expected at least one: an empty list would refuse every sender."),
    ),
  ),
  rateLimit: optional(shape({ max: count(1), per: age })),
  keep: optional(shape({ done: optional(age), dead: optional(age) })),
};

const signedShape = shape({
  scheme: optional(v.picklist(SCHEMES)),
  secret: secrets,
  key: optional(v.picklist(["base64", "text"])),
  hmac: optional(hmacShape),
  tolerance: optional(v.pipe(v.number(), v.minValue(0, "Expected seconds, 0 or more."))),
  identify: optional(fn<NonNullable<Source["identify"]>>()),
  sync: optional(syncShape),
  ...common,
});
const customShape = shape({ verify: fn<NonNullable<Source["verify"]>>(), ...common });

const sourceShape = v.lazy((input) =>
  (input as Source | null)?.verify === undefined ? signedShape : customShape,
);

const sourceName = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]*$/,
    "Expected lower-case letters, digits and dashes: it is a part of the route.",
  ),
);

export const receiveShape = v.pipe(
  record(sourceName, sourceShape),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const item = (input: object, key: string) =>
      ({ type: "object", origin: "value", input, key, value: undefined }) as never;
    for (const [name, source] of Object.entries(dataset.value)) {
      for (const [key, message] of sourceProblems(name, source as Source)) {
        addIssue({ message, path: [item(dataset.value, name), item(source, key)] });
      }
    }
  }),
);
