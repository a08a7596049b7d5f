import { describe, expect, it } from "vitest";
import { refuse, serve } from "./bundle.ts";

const exports = (object: string) => `module.exports = ${object};`;
const extension = (parts: string) => exports(`{ extensions: [{ name: "x", ${parts} }] }`);

const refused: [what: string, config: string, ...expected: string[]][] = [
  [
    "a syntax error",
    "module.exports = {\n  validate: {\n    orders: {,\n  },\n};",
    "pb_hooks/pocketbundle.config.js, line 4: syntax error, Unexpected token",
  ],
  ["a file that ends too early", "module.exports = {", "line 2: syntax error, the file ends too"],
  [
    "a package",
    'const a = 1;\nconst zod = require("zod");\nmodule.exports = {};',
    'pb_hooks/pocketbundle.config.js, line 2: there is no module "zod".',
    "npx esbuild zod --bundle",
  ],
  ["a module of Node.js", 'require("node:fs")', 'no module "node:fs"', "not Node.js"],
  ["ES module syntax", "export default {}", "module.exports = {"],
  ["a throw", exports("{ mail: nope.x }"), "ReferenceError: nope", "pocketbundle.config.js:1"],
  ["no object", exports("5"), "module.exports", "Expected an object such as", "got 5."],
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
    'Expected a number, got "1". Write 1, without quotes.',
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
    exports('{ receive: { clerk: { secret: "secret", on: {} } } }'),
    "receive",
    'Set "scheme"',
  ],
  ...(
    [
      [
        "bank: { secret: 'secret', on: {} }",
        "receive.bank.scheme",
        'Set "scheme" to one of standard',
      ],
      ["stripe: { secret: 'secret' }", "receive.stripe.on", "nothing handles the events"],
      ["stripe: { secret: 987654321, on: {} }", "receive.stripe.secret", "got a number."],
      ["stripe: { secret: [], on: {} }", "receive.stripe.secret", "at least one"],
      ["stripe: { secret: 'secret', on: { 'a*b': () => {} } }", "receive.stripe.on", "at its end"],
      ["stripe: { secret: 'secret', on: {}, sekret: 1 }", 'Did you mean "secret"?'],
      ["stripe: { verify() {}, secret: 'secret', on: {} }", 'Unknown key "secret"'],
      [
        "stripe: { secret: 'secret', on: {}, tolerance: -1 }",
        "receive.stripe.tolerance",
        "0 or more",
      ],
      ["stripe: { secret: 'secret', on: {}, key: 'text' }", "receive.stripe.key", '"standard"'],
      [
        "github: { secret: 'secret', on: {}, tolerance: 5 }",
        "receive.github.tolerance",
        "does not sign the time",
      ],
      [
        "github: { secret: 'secret', sync: {} }",
        "receive.github.sync",
        "is only for stripe, paddle",
      ],
      ["stripe: { secret: 'secret', sync: { payment: {} } }", 'Did you mean "payments"?'],
      ["standard: { secret: 'whsec_short', on: {} }", "receive.standard.secret", "24 to 64 bytes"],
      ["hmac: { secret: 'secret', on: {} }", "receive.hmac.hmac", "at least { header }"],
      [
        "stripe: { secret: 'secret', on: {}, hmac: { header: 'x' } }",
        "receive.stripe.hmac",
        "is only for",
      ],
      [
        "github: { secret: 'secret', on: {}, identity: 'body' }",
        "receive.github.identity",
        'Expected "hash", "none", { header } or { body }, got "body".',
      ],
      [
        "bank: { verify: () => {}, on: {}, identity: { path: 'id' } }",
        "receive.bank.identity",
        'Expected "hash", "none", { header } or { body }',
      ],
      ["hmac: { secret: 'secret', on: {}, hmac: {} }", "receive.hmac.hmac.header", "Missing"],
      [
        "hmac: { secret: '%secret%', on: {}, hmac: { header: 'x', key: 'base64' } }",
        "hmac.secret",
        "base64",
      ],
      [
        "hmac: { secret: 'secret', on: {}, hmac: { header: 'x', template: 't' } }",
        "template",
        "{body}",
      ],
      [
        "hmac: { secret: 'secret', on: {}, hmac: { header: 'x', template: '{timestamp}{body}' } }",
        "receive.hmac.hmac",
        'so "timestamp" must',
      ],
      [
        "hmac: { secret: 'secret', on: {}, hmac: { header: 'x', timestamp: 'X-Time' } }",
        "receive.hmac.hmac",
        'The "timestamp" is not signed, so anyone could change it.',
      ],
      ["stripe: { secret: ' ', on: {} }", "receive.stripe.secret", "got a blank text"],
      ["stripe: { secret: `${process.env.NOPE}`, on: {} }", "receive.stripe.secret", "not set"],
      ["github: { secret: ['secret', 'a'], on: {} }", "receive.github.secret", "6 characters"],
      ["github: { secret: 1234567890, on: {} }", "receive.github.secret", "got a number."],
      ["github: { secret: /hidden/, on: {} }", "receive.github.secret", "got an object."],
      ["stripe: { secret: 'sk_live_x', on: {} }", "receive.stripe.secret", "got an API key"],
      [
        "stripe: { secret: 'secret', on: {}, addresses: ['10.0.0.0/33'] }",
        "addresses[0]",
        "3.18.12.63",
      ],
      ["stripe: { secret: 'secret', on: {}, addresses: [] }", "addresses", "refuse every sender"],
      ["stripe: { secret: 'secret', on: {}, rateLimit: { max: 1 } }", "rateLimit.per", "Missing"],
      ["stripe: { secret: 'secret', on: {}, keep: { done: 'long' } }", "keep.done", "7d"],
      ["stripe: { secret: 'secret', on: {}, bodyLimit: 0 }", "bodyLimit", "1 or more"],
      ["Stripe: { secret: 'secret', on: {} }", "receive", "lower-case letters"],
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
      ["system: 1", "mail.system", "Expected true or false, got 1"],
      ["rate: { perSecond: 0 }", "mail.rate.perSecond", "Expected a number above 0"],
      ["rate: { perSecond: '10' }", "mail.rate.perSecond", 'Expected a number, got "10"'],
      ["rate: { perMinute: 1 }", 'Unknown key "perMinute"', "Known: perSecond"],
      [
        "rate: { perRecipientPerHour: 0.5 }",
        "mail.rate.perRecipientPerHour",
        "Expected a whole number",
      ],
      ["timeout: 0", "mail.timeout", "Expected 1 or more"],
      ["timeout: '60s'", "mail.timeout", "a number of seconds"],
      ["maxAttachments: '20 MB'", "mail.maxAttachments", "a number of bytes"],
      ["keep: { sent: 30 }", "mail.keep.sent", "a duration such as"],
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
      ["messages: { a: { on: 'orders:create' } }", "mail.messages.a.to", "somebody to go to"],
      ["messages: { a: { to: () => 'a@b.cd' } }", "mail.messages.a.to", "Needs `on`"],
      ["messages: { a: { when: () => true } }", "mail.messages.a.when", "Needs `on`"],
      ["messages: { a: { data: () => ({}) } }", "mail.messages.a.data", "has its own `data`"],
      ["messages: { a: { to: 'nobody' } }", "mail.messages.a.to", 'Not an email address: "nobody"'],
      ["messages: { a: { cc: ['a@b.cd', 'b'] } }", "mail.messages.a.cc[1]", 'address: "b"'],
      ["messages: { a: { from: 'shop' } }", "mail.messages.a.from", 'Not an email address: "shop"'],
      [
        "messages: { a: { on: 'orders:create', to: 'a@b.cd', attach: ['meta'] } }",
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
      ["fields: { meta: { schema: { typ: 'object' } } }", "meta.schema.typ", 'mean "type"'],
      ["fields: { meta: { schema: { $ref: '#' } } }", "meta.schema", "never end"],
      ["fields: { meta: { schema: { $ref: '#/$defs/x' } } }", "meta.schema.$ref", "leads nowhere"],
      [
        "fields: { meta: { schema: { properties: { a: { minLength: '5' } } } } }",
        "validate.orders.fields.meta.schema.properties.a.minLength",
        'Expected a whole number, 0 or more, got "5".',
      ],
      [
        "fields: { tags: { items: { schema: { type: 'String' } } } }",
        "validate.orders.fields.tags.items.schema.type",
        'Did you mean "string"?',
      ],
      [
        "fields: { meta: { schema: { '~standard': { version: 1 } } } }",
        "fields.meta.schema",
        "got a Standard Schema",
      ],
      ["fields: { title: { pattern: '\\\\Aa' } }", "title.pattern", "reads \\A as the text"],
      ["fields: []", "orders.fields", "Expected an object, got a list."],
      ["fields: { constructor: { min: '5' } }", "fields.constructor.min", "Expected a number"],
      ["fields: { title: { toString: 1 } }", "title.toString", 'Unknown key "toString".'],
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
        "meta.schema.pattern",
        "refers back",
      ],
      [
        "fields: { meta: { schema: { properties: { a: { patternProperties: { 'x(?!y)': {} } } } } } }",
        'meta.schema.properties.a.patternProperties["x(?!y)"]',
        "right behind a leading ^",
      ],
      [
        "fields: { quantity: { unique: { normalize: true } } }",
        "quantity.unique.normalize",
        "the field is of type number",
      ],
      [
        "fields: { price: { max: 9, message: 'At most {maximum}.' } }",
        "orders.fields.price.message",
        "names the parameter {maximum}. Known: {max}. Got",
      ],
      [
        "fields: { title: { email: true, message: 'Not {email}.' } }",
        "orders.fields.title.message",
        "no parameters",
      ],
      [
        "fields: { tags: { items: { oneOf: ['a'], message: '{one}' } } }",
        "orders.fields.tags.items.message",
        "Known: {oneOf}",
      ],
      ["limit: { max: 1, message: 'At most {limit}.' }", "orders.limit.message", "Known: {max}"],
      [
        "rules: [{ field: 'total', message: 'Not {price}.', check: () => true }]",
        "orders.rules[0].message",
        "no parameters",
      ],
      [
        "messages: { de: { validation_min: 'Mindestens {minimum}.' } }",
        "orders.messages.de.validation_min",
        "Known: {min}, {index}",
      ],
      [
        "fields: { price: { max: 9 } }, messages: { de: { 'price.validation_max': '{min}' } }",
        'orders.messages.de["price.validation_max"]',
        "Known: {max}",
      ],
      [
        "fields: { price: { max: 9 } }, messages: { de: { prize: 'Nein.' } }",
        "orders.messages.de.prize",
        'Did you mean "price"?',
      ],
      ["messages: { de: { validation_mim: 'x' } }", "orders.messages", '"validation_min"'],
      ["rules: [{ field: 'nope', message: 'm', check() {} }]", "rules[0].field", "Unknown field"],
      ["limit: { max: 1, where: 'nope = 1' }", "limit.where", "PocketBase does not accept"],
      ["limit: { max: 1, per: ['tags'] }", "limit.per", "not for a field of type select, multiple"],
      ["schema: {}", "orders.schema", "Standard Schema"],
      [
        "schema: { '~standard': { version: 2, vendor: 'x', validate: () => ({ value: 1 }) } }",
        "orders.schema",
        "version 1",
      ],
      [
        "schema: { '~standard': { version: 1, vendor: 'x', validate: () => ({}) } }",
        "orders.schema",
        "neither a value nor issues",
      ],
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
  [
    "a broken schema in a route's body",
    extension(
      'routes: [{ method: "GET", path: "/x", auth: "public", body: { a: { schema: { enum: 1 } } }, handler() {} }]',
    ),
    "extensions[0].routes[0].body.a.schema.enum",
    "Expected a list of JSON values, got 1.",
  ],
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
    "an async method",
    extension("jobs: { a: { async handler() {} } }"),
    "a.handler",
    "an async one",
  ],
  ["an async function", extension("jobs: { a: { handler: async () => {} } }"), "an async one"],
  ["a generator", extension("jobs: { a: { *handler() {} } }"), "a generator"],
  [
    "a pattern that is a regular expression",
    exports("{ validate: { orders: { fields: { sku: { pattern: /^[A-Z]\\d$/ } } } } }"),
    'Write "^[A-Z]\\\\d$".',
  ],
  [
    "a path of PocketBase's",
    extension('routes: [{ method: "GET", path: "/api/health", auth: "public", handler() {} }]'),
    "extensions[0].routes[0].path",
    "(PocketBase's own)",
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
    "extensions[0].routes[1].path",
    '"/x" (extensions[0].routes[0].path)',
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

const {
  A: WORD,
  N: NUMBER,
  S: RANDOM,
} = { A: "correcthorse", N: "48151623", S: "whsec-abc123def456" };
const env = "const { A, N, S } = process.env;";

it.each([
  "jobs: { workers: N }",
  "jobs: { [A]: 2 }",
  "receive: { w: { [A]: 1, secret: S } }",
  "receive: { w: { scheme: 'x' + A } }",
  "validate: { orders: { fields: { title: { pattern: A + '(' } } } }",
  "validate: { orders: { fields: { meta: { schema: { type: A, [S]: 1 } } } } }",
  "extensions: [{ name: 'x', crons: [{ name: 'a', schedule: S, handler() {} }], hooks: [{ on: A, before() {} }] }]",
  "extensions: [{ name: 'x', routes: [{ method: 'GET', path: '/:' + A, auth: 'public', handler() {} }] }]",
  "extensions: [{ name: 'x', collections: [{ name: 'things', fields: [{ name: 'a', type: A }] }] }]",
  "extensions: [null[A]]",
])("no refusal shows a value of the environment: %s", async (config) => {
  const { code, output } = await refuse(`${env}\nmodule.exports = { ${config} };`, {
    env: { A: WORD, N: NUMBER, S: RANDOM },
  });
  expect(code).toBe(1);
  for (const value of [WORD, NUMBER, RANDOM]) expect(output).not.toContain(value);
});
