import { describe, expect, it } from "vitest";
import { refuse, serve } from "./bundle.ts";

const exports = (object: string) => `module.exports = ${object};`;
const extension = (parts: string) => exports(`{ extensions: [{ name: "x", ${parts} }] }`);

const refused: [what: string, config: string, ...expected: string[]][] = [
  ["a syntax error", "module.exports = {", "SyntaxError", "pocketbundle.config.js: Line"],
  ["ES module syntax", "export default {}", "module.exports = {"],
  ["a throw", exports("{ mail: nope.x }"), "ReferenceError: nope", "pocketbundle.config.js:1"],
  ["no object", exports("5"), "Expected an object, got 5"],
  [
    "an unknown key",
    exports("{ validte: {} }"),
    'Unknown key "validte"',
    'Did you mean "validate"?',
  ],
  [
    "an unknown rule",
    exports("{ validate: { orders: { fields: { quantity: { mn: 1 } } } } }"),
    "validate.orders.fields.quantity.mn",
    'Did you mean "min"?',
  ],
  [
    "a wrong type",
    exports('{ validate: { orders: { fields: { quantity: { min: "1" } } } } }'),
    "validate.orders.fields.quantity.min",
    "Expected number, got a text",
  ],
  [
    "a pattern that does not compile",
    exports('{ validate: { orders: { fields: { sku: { pattern: "(" } } } } }'),
    "validate.orders.fields.sku.pattern",
  ],
  [
    "a pattern that silently means something else here",
    exports('{ validate: { orders: { fields: { sku: { pattern: "^\\\\p{L}+$" } } } } }'),
    "validate.orders.fields.sku.pattern",
    "\\p{L}",
  ],
  [
    "a transport without its key",
    exports('{ mail: { transport: { provider: "resend", key: process.env.NO_SUCH_KEY } } }'),
    "mail.transport.key",
    "not set: NO_SUCH_KEY.",
  ],
  [
    "an unknown service",
    exports('{ mail: { transport: { provider: "pigeon", key: "x" } } }'),
    "mail.transport.provider",
  ],
  ["no transport", exports('{ mail: { transport: "pigeon" } }'), "mail.transport", '"smtp" or'],
  [
    "an unknown key of a transport",
    exports('{ mail: { transport: { provider: "mailgun", key: "x", domain: "y", regon: "eu" } } }'),
    'Did you mean "region"?',
  ],
  [
    "a webhook secret of another kind",
    exports('{ mail: { transport: { provider: "resend", key: "x", webhookSecret: "x" } } }'),
    "mail.transport.webhookSecret",
    "whsec_",
  ],
  [
    "an address with a slash at its end",
    exports('{ mail: { transport: { provider: "resend", key: "x", url: "https://x/" } } }'),
    "mail.transport.url",
  ],
  [
    "a missing secret",
    exports("{ receive: { stripe: { secret: process.env.STRIPE_WEBHOOK_SECRET, on: {} } } }"),
    "receive.stripe.secret",
    "not set: STRIPE_WEBHOOK_SECRET.",
  ],
  [
    "a source without a scheme",
    exports('{ receive: { clerk: { secret: "x", on: {} } } }'),
    "receive",
    'Set "scheme"',
  ],
  ...(
    [
      ["bank: { secret: 's', on: {} }", "receive.bank.scheme", 'Set "scheme" to one of standard'],
      ["stripe: { secret: 's' }", "receive.stripe.on", "nothing handles the events"],
      ["stripe: { secret: 987654321, on: {} }", "receive.stripe.secret", "got a number."],
      ["stripe: { secret: [], on: {} }", "receive.stripe.secret", "at least one"],
      ["stripe: { secret: 's', on: { 'a*b': () => {} } }", "receive.stripe.on", "at its end"],
      ["stripe: { secret: 's', on: {}, sekret: 1 }", 'Did you mean "secret"?'],
      ["stripe: { verify() {}, secret: 's', on: {} }", 'Unknown key "secret"'],
      ["stripe: { secret: 's', on: {}, tolerance: -1 }", "receive.stripe.tolerance", "0 or more"],
      ["stripe: { secret: 's', on: {}, key: 'text' }", "receive.stripe.key", '"standard"'],
      [
        "github: { secret: 's', on: {}, tolerance: 5 }",
        "receive.github.tolerance",
        "does not sign the time",
      ],
      ["github: { secret: 's', sync: {} }", "receive.github.sync", "is only for stripe, paddle"],
      ["stripe: { secret: 's', sync: { payment: {} } }", 'Did you mean "payments"?'],
      ["standard: { secret: 'whsec_short', on: {} }", "receive.standard.secret", "24 to 64 bytes"],
      ["hmac: { secret: 's', on: {} }", "receive.hmac.hmac", "at least { header }"],
      [
        "stripe: { secret: 's', on: {}, hmac: { header: 'x' } }",
        "receive.stripe.hmac",
        "is only for",
      ],
      ["hmac: { secret: 's', on: {}, hmac: {} }", "receive.hmac.hmac.header", "Missing"],
      [
        "hmac: { secret: '%', on: {}, hmac: { header: 'x', key: 'base64' } }",
        "hmac.secret",
        "base64",
      ],
      ["hmac: { secret: 's', on: {}, hmac: { header: 'x', template: 't' } }", "template", "{body}"],
      [
        "hmac: { secret: 's', on: {}, hmac: { header: 'x', template: '{timestamp}{body}' } }",
        "receive.hmac.hmac",
        'so "timestamp" must',
      ],
      ["stripe: { secret: 's', on: {}, addresses: ['10.0.0.0/33'] }", "addresses[0]", "3.18.12.63"],
      ["stripe: { secret: 's', on: {}, addresses: [] }", "addresses", "refuse every sender"],
      ["stripe: { secret: 's', on: {}, rateLimit: { max: 1 } }", "rateLimit.per", "Missing"],
      ["stripe: { secret: 's', on: {}, keep: { done: 'long' } }", "keep.done", "7d"],
      ["stripe: { secret: 's', on: {}, bodyLimit: 0 }", "bodyLimit", "1 or more"],
      ["Stripe: { secret: 's', on: {} }", "receive", "lower-case letters"],
    ] as const
  ).map(([source, ...expected]): (typeof refused)[number] => [
    source,
    exports(`{ receive: { ${source} } }`),
    ...expected,
  ]),
  [
    "a message on nothing",
    exports('{ mail: { messages: { "order-placed": { on: "orders", to: "a@b.co" } } } }'),
    'mail.messages["order-placed"].on',
  ],
  [
    "a template that does not exist",
    exports('{ mail: { messages: { placed: { on: "orders:create", to: "a@b.co" } } } }'),
    "mail.messages.placed",
    "pb_hooks/mail/placed.html",
  ],
  ...(
    [
      ["from: 'shop'", "mail.from", 'Expected "Shop <hello@example.com>"'],
      ["from: 'a@b.cd, c@d.ef'", "mail.from"],
      ["templates: '../mail'", "mail.templates", "Expected a folder under pb_hooks"],
      ["system: 1", "mail.system", "Expected boolean, got 1"],
      ["rate: { perSecond: 0 }", "mail.rate.perSecond", "Expected a number above 0"],
      ["rate: { perSecond: '10' }", "mail.rate.perSecond", "Expected number, got a text"],
      ["rate: { perMinute: 1 }", 'Unknown key "perMinute"', "Known: perSecond"],
      [
        "rate: { perRecipientPerHour: 0.5 }",
        "mail.rate.perRecipientPerHour",
        "Expected a whole number",
      ],
      ["timeout: 0", "mail.timeout", "Expected 1 or more"],
      ["timeout: '60s'", "mail.timeout", "Expected number, got a text"],
      ["maxAttachments: '20 MB'", "mail.maxAttachments", "Expected number, got a text"],
      ["keep: { sent: 30 }", "mail.keep.sent", "Expected string, got a number"],
      ["keep: { failed: 'a month' }", "mail.keep.failed", '"7d"'],
      [
        "messages: { '../x': {} }",
        'mail.messages["../x"]',
        'Expected a name such as "order-placed"',
      ],
      ["messages: { '': {} }", "mail.messages", "got an empty string"],
      ["messages: { _layout: {} }", "mail.messages._layout", "Expected a name"],
      ["messages: { a: { too: 'a@b.cd' } }", "mail.messages.a.too", 'Did you mean "to"'],
      ["messages: { a: { when: true } }", "mail.messages.a.when", "Expected a function, got true"],
      ["messages: { a: { to: 5 } }", "mail.messages.a.to", "Expected an address, a list"],
      ["messages: { a: { category: 'Bulk' } }", "mail.messages.a.category", "lower-case word"],
      ["messages: { a: { category: 'system' } }", "mail.messages.a.category", "PocketBase's own"],
      ["messages: { a: { attach: [] } }", "mail.messages.a.attach", "Expected at least one"],
      ["messages: { a: { attach: ['x'] } }", "mail.messages.a.attach", "Needs `on`"],
      [
        "messages: { a: { on: 'orders:create', attach: ['meta'] } }",
        "mail.messages.a.attach",
        'Unknown file field "meta"',
      ],
    ] as const
  ).map(([options, ...expected]): (typeof refused)[number] => [
    `mail: ${options}`,
    exports(`{ mail: { ${options} } }`),
    ...expected,
  ]),
  [
    "a job without a time limit",
    extension("jobs: { a: { timeout: 0, handler() {} } }"),
    "jobs.a.timeout",
  ],
  [
    "a replace that is none",
    extension('hooks: [{ on: "mailerSend", replace: true }]'),
    "hooks[0].replace",
  ],
  ...(
    [
      ["fields: { nope: { min: 1 } }", "fields.nope", "Unknown field"],
      ["fields: { status: { min: 1 } }", "fields.status.min", "not for a field of type select"],
      ["fields: { email: { exists: 'a = 1' } }", "fields.email.exists", "It is for: relation"],
      ["fields: { status: { transitions: { draft: ['sent'] } } }", "transitions.draft", '"sent"'],
      [
        "fields: { due: { date: { after: 'tomorrow' } } }",
        "date.after",
        'Unknown field "tomorrow"',
      ],
      ["fields: { meta: { schema: { typ: 'object' } } }", "meta.schema", 'Did you mean "type"'],
      ["fields: { meta: { schema: { $ref: '#' } } }", "meta.schema", "never end"],
      ["fields: { meta: { schema: { $ref: '#/$defs/x' } } }", "meta.schema", "leads nowhere"],
      ["fields: { title: { multipleOf: 0 } }", "title.multipleOf", "above 0"],
      [
        "fields: { title: { pattern: '^(?:(?!a).)*$' } }",
        "title.pattern",
        "right behind a leading ^",
      ],
      ["fields: { title: { pattern: '(.)\\\\1' } }", "title.pattern", "check this in code"],
      [
        "fields: { title: { pattern: '^.{1,2000}$' } }",
        "title.pattern",
        "use minLength and maxLength",
      ],
      ["fields: { meta: { items: { pattern: 'a(?=b)' } } }", "meta.items.pattern", "a(?=b)"],
      [
        "fields: { meta: { schema: { pattern: '(.)\\\\1' } } }",
        "meta.schema",
        "#: the pattern (.)\\1",
      ],
      [
        "fields: { meta: { schema: { properties: { a: { patternProperties: { 'x(?!y)': {} } } } } } }",
        "meta.schema",
        "#/properties/a: the pattern x(?!y)",
      ],
      [
        "fields: { quantity: { unique: { normalize: true } } }",
        "quantity.unique.normalize",
        "the field is of type number",
      ],
      ["rules: [{ field: 'nope', message: 'm', check() {} }]", "rules[0].field", "Unknown field"],
      ["limit: { max: 1, where: 'nope = 1' }", "limit.where", "PocketBase does not accept"],
      ["limit: { max: 1, per: ['tags'] }", "limit.per", "not for a field of type select, multiple"],
      ["schema: {}", "orders.schema", "Standard Schema"],
      [
        "schema: { '~standard': { version: 1, vendor: 'x', validate: async () => ({}) } }",
        "orders.schema",
        "asynchronous",
      ],
    ] as const
  ).map(([rules, ...expected]): (typeof refused)[number] => [
    rules,
    exports(`{ validate: { orders: { ${rules} } } }`),
    ...expected,
  ]),
  ["an unknown event", extension('hooks: [{ on: "recordCrate" }]'), 'Did you mean "recordCreate"?'],
  [
    "a hook on every collection",
    extension('hooks: [{ on: "recordCreate" }]'),
    "Name the collections",
  ],
  [
    "collections of an event without any",
    extension('hooks: [{ on: "mailerSend", collections: ["orders"] }]'),
    "extensions[0].hooks[0].collections",
  ],
  [
    "a route that does not say who may call it",
    extension('routes: [{ method: "GET", path: "/x", handler() {} }]'),
    "extensions[0].routes[0].auth",
  ],
  [
    "a route that is defined twice",
    extension(
      'routes: ["", ""].map(() => ({ method: "GET", path: "/x", auth: "public", handler() {} }))',
    ),
    "is defined twice",
  ],
  [
    "a pattern of a route that has no limit of time",
    extension(
      'routes: [{ method: "POST", path: "/x", auth: "public", body: { a: { pattern: "a(?!b)" } }, handler() {} }]',
    ),
    "extensions[0].routes[0].body.a.pattern",
    "lookahead",
  ],
  [
    "a schedule that is none",
    extension('crons: [{ name: "a", schedule: "often", handler() {} }]'),
    "extensions[0].crons[0].schedule",
  ],
];

describe("a wrong config stops the server, also with --hooksWatch", () => {
  it.concurrent.each(refused)("%s", async (_what, config, ...expected) => {
    const { code, output } = await refuse(config, { args: ["--hooksWatch=true"] });
    for (const text of expected) expect(output).toContain(text);
    expect(output).toContain("the server does not start");
    expect(output).not.toContain("Server started");
    expect(code).toBe(1);
  });
});

it("POCKETBUNDLE_ON_ERROR=log starts the server without the bundle, and says so", async () => {
  const server = await serve({
    config: exports("{ validte: {} }"),
    env: { POCKETBUNDLE_ON_ERROR: "log" },
  });
  await expect.poll(server.log).toContain("WITHOUT Pocketbundle");
  await server.pb.collection("orders").create({ title: "saved" });
});
