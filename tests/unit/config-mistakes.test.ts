// Mistakes that new users make in the config, each with all that is printed of it. What a message
// should have: the place, what was got (never a secret), what was expected, and what to do.
import { describe, expect, it } from "vitest";
import { createTestApp, type TestAppOptions } from "../../kit/testing/index.ts";

type Files = NonNullable<TestAppOptions["files"]>;
/** The config, or the files of pb_hooks. */
type Mistake = [what: string, config: string | Files, printed: string];

const lines = (...texts: string[]) => texts.join("\n");

const REFUSED: Mistake[] = [
  [
    "a part of the config is misspelt",
    "{ validte: {} }",
    lines(
      "validte",
      'Unknown key "validte". Did you mean "validate"? Known: validate, mail, receive, jobs, server, extensions.',
    ),
  ],
  [
    "a key of a collection is misspelt",
    "{ validate: { orders: { field: {} } } }",
    lines(
      "validate.orders.field",
      'Unknown key "field". Did you mean "fields"? Known: fields, rules, limit, indexes, schema, apply, superusers, messages.',
    ),
  ],
  [
    "a rule is misspelt",
    "{ validate: { orders: { fields: { title: { maxlength: 5 } } } } }",
    lines(
      "validate.orders.fields.title.maxlength",
      'Unknown key "maxlength". Did you mean "maxLength"? Known: required, min, max, integer, multipleOf, minLength, maxLength, pattern, email, url, oneOf, notOneOf, date, minItems, maxItems, uniqueItems, schema, message, items, requiredWhen, when, immutable, initial, transitions, unique, exists, file, check.',
    ),
  ],
  [
    "several keys of one object are misspelt",
    "{ validate: { orders: { fields: { title: { unique: { withn: [], caseInsensitve: true } } }, limt: {}, mesages: {} } } }",
    lines(
      "validate.orders.fields.title.unique.withn",
      'Unknown key "withn". Did you mean "within"? Known: caseInsensitive, normalize, within.',
      "",
      "validate.orders.fields.title.unique.caseInsensitve",
      'Unknown key "caseInsensitve". Did you mean "caseInsensitive"? Known: caseInsensitive, normalize, within.',
      "",
      "validate.orders.limt",
      'Unknown key "limt". Did you mean "limit"? Known: fields, rules, limit, indexes, schema, apply, superusers, messages.',
      "",
      "validate.orders.mesages",
      'Unknown key "mesages". Did you mean "messages"? Known: fields, rules, limit, indexes, schema, apply, superusers, messages.',
    ),
  ],
  [
    'the rules of a field stand beside "fields"',
    "{ validate: { orders: { title: { required: true } } } }",
    lines(
      "validate.orders.title",
      'Unknown key "title". Known: fields, rules, limit, indexes, schema, apply, superusers, messages. Rules for a field are in "fields": fields: { title: { … } }.',
    ),
  ],
  [
    "indexes that are neither made nor left out",
    '{ validate: { orders: { indexes: "automatic" } } }',
    lines("validate.orders.indexes", 'Expected one of "auto", "manual", got "automatic".'),
  ],
  [
    "validate is a list",
    '{ validate: [{ collection: "orders" }] }',
    lines("validate", "Expected an object, got a list."),
  ],
  [
    "fields are a list",
    '{ validate: { orders: { fields: ["title"] } } }',
    lines("validate.orders.fields", "Expected an object, got a list."),
  ],
  [
    "a number in quotes",
    '{ validate: { orders: { fields: { quantity: { min: "1" } } } } }',
    lines(
      "validate.orders.fields.quantity.min",
      'Expected a number, got "1". Write 1, without quotes.',
    ),
  ],
  [
    "yes for true",
    '{ validate: { orders: { fields: { title: { required: "yes" } } } } }',
    lines(
      "validate.orders.fields.title.required",
      'Expected true or false, got "yes". Write true or false, without quotes.',
    ),
  ],
  [
    "1 for true",
    "{ validate: { orders: { fields: { title: { required: 1 } } } } }",
    lines("validate.orders.fields.title.required", "Expected true or false, got 1."),
  ],
  [
    "a pattern is a regular expression",
    "{ validate: { orders: { fields: { sku: { pattern: /^[A-Z]\\d+$/i } } } } }",
    lines(
      "validate.orders.fields.sku.pattern",
      'Expected a text, got the regular expression /^[A-Z]\\d+$/i. Write "^[A-Z]\\\\d+$". It has no flags, and "i" is lost.',
    ),
  ],
  [
    "a pattern does not compile",
    '{ validate: { orders: { fields: { sku: { pattern: "([A-Z]+" } } } } }',
    lines(
      "validate.orders.fields.sku.pattern",
      "Not a regular expression that can be used (flag u): Invalid regular expression: /([A-Z]+/u: Unterminated group. Got: ([A-Z]+",
    ),
  ],
  [
    "a pattern has another meaning in goja",
    '{ validate: { orders: { fields: { sku: { pattern: "^\\\\p{L}+$" } } } } }',
    lines(
      "validate.orders.fields.sku.pattern",
      'This server\'s runtime reads \\p as the text "p": write what is meant, for example ^ and $, or the characters in a list such as [A-Za-zÀ-ÿ]. Got: ^\\p{L}+$',
    ),
  ],
  [
    "a negative length",
    "{ validate: { orders: { fields: { title: { maxLength: -1 } } } } }",
    lines("validate.orders.fields.title.maxLength", "Expected 0 or more. Got -1."),
  ],
  [
    "half a character",
    "{ validate: { orders: { fields: { title: { maxLength: 1.5 } } } } }",
    lines("validate.orders.fields.title.maxLength", "Expected a whole number. Got 1.5."),
  ],
  [
    "a function where a text is expected",
    '{ validate: { orders: { fields: { title: { pattern: () => "x" } } } } }',
    lines("validate.orders.fields.title.pattern", "Expected a text, got a function."),
  ],
  [
    "a check that is no function",
    '{ validate: { orders: { rules: [{ field: "title", message: "No.", check: true }] } } }',
    lines("validate.orders.rules[0].check", "Expected a function, got true."),
  ],
  [
    "a rule without its check",
    '{ validate: { orders: { rules: [{ field: "title", message: "No." }] } } }',
    lines("validate.orders.rules[0].check", "Missing. Expected a function."),
  ],
  [
    "an async check",
    '{ validate: { orders: { rules: [{ field: "title", message: "No.", check: async () => true }] } } }',
    lines(
      "validate.orders.rules[0].check",
      'Expected a synchronous function, got an async one. PocketBase\'s runtime waits for nothing: remove "async" and "await". Calls such as $http.send wait by themselves.',
    ),
  ],
  [
    "a choice in another case",
    '{ validate: { orders: { rules: [{ field: "title", message: "No.", check: () => true, scope: "Request" }] } } }',
    lines(
      "validate.orders.rules[0].scope",
      'Expected one of "record", "request", got "Request". Did you mean "request"?',
    ),
  ],
  [
    "a key inside of an option that has several forms is misspelt",
    "{ validate: { orders: { fields: { title: { unique: { caseInsensitve: true } } } } } }",
    lines(
      "validate.orders.fields.title.unique.caseInsensitve",
      'Unknown key "caseInsensitve". Did you mean "caseInsensitive"? Known: caseInsensitive, normalize, within.',
    ),
  ],
  [
    "a limit without its max",
    "{ validate: { orders: { limit: { maximum: 5 } } } }",
    lines(
      "validate.orders.limit.max",
      "Missing. Expected a number.",
      "",
      "validate.orders.limit.maximum",
      'Unknown key "maximum". Known: max, per, where, field, message.',
    ),
  ],
  [
    "choices in one text",
    '{ validate: { orders: { fields: { title: { oneOf: "a,b" } } } } }',
    lines("validate.orders.fields.title.oneOf", 'Expected a list, got "a,b". Write ["a","b"].'),
  ],
  [
    "a field does not exist",
    "{ validate: { orders: { fields: { titel: { required: true } } } } }",
    lines(
      "validate.orders.fields.titel",
      'Unknown field "titel". Did you mean "title"? Known: id, title, sku, email, quantity, meta, due, status, photo.',
    ),
  ],
  [
    "a rule is not for this kind of field",
    "{ validate: { orders: { fields: { quantity: { maxLength: 5 } } } } }",
    lines(
      "validate.orders.fields.quantity.maxLength",
      '"maxLength" is not for a field of type number. It is for: text, editor, email, url, password.',
    ),
  ],
  [
    "a collection in another case",
    "{ validate: { Orders: { fields: { title: { required: true } } } } }",
    lines("Orders", 'The collection is called "orders", not "Orders": use that name.'),
  ],
  [
    "a value that the select field does not have",
    '{ validate: { orders: { fields: { status: { transitions: { draft: ["payed"] } } } } } }',
    lines(
      "validate.orders.fields.status.transitions.draft",
      'Unknown value "payed". Known: draft, placed, paid.',
    ),
  ],
  [
    "a filter with an unknown field",
    '{ validate: { orders: { limit: { max: 1, where: "titel = 1" } } } }',
    lines(
      "validate.orders.limit.where",
      'PocketBase does not accept this filter: invalid filter expression: unknown field "titel"',
    ),
  ],
  [
    "a schema that is no Standard Schema",
    "{ validate: { orders: { schema: { parse() {} } } } }",
    lines(
      "validate.orders.schema",
      'Expected a Standard Schema (valibot, zod 4, arktype …): an object with a "~standard" key, version 1. A JSON Schema is for a JSON field: fields.<name>.schema.',
    ),
  ],
  [
    "a keyword of a JSON Schema is misspelt",
    '{ validate: { orders: { fields: { meta: { schema: { type: "object", requird: ["a"] } } } } } }',
    lines(
      "validate.orders.fields.meta.schema.requird",
      'Unknown keyword "requird", which would check nothing. Did you mean "required"? Begin names of your own with x-.',
    ),
  ],
  [
    "a bound that is no date",
    '{ validate: { orders: { fields: { due: { date: { after: "today" } } } } } }',
    lines(
      "validate.orders.fields.due.date.after",
      'Unknown field "today". Known: id, title, sku, email, quantity, meta, due, status, photo. "now" and ISO dates can be used too.',
    ),
  ],
  [
    "a sender without an address",
    '{ mail: { from: "Shop" } }',
    lines("mail.from", 'Expected "Shop <hello@example.com>". Got "Shop".'),
  ],
  [
    "a message on a collection without an action",
    '{ mail: { messages: { placed: { on: "orders", to: "a@b.co" } } } }',
    lines(
      "mail.messages.placed.on",
      'Expected "<collection>:<create|update|delete|*>", for example "orders:create". Got "orders".',
    ),
  ],
  [
    "a message on an action that does not exist",
    '{ mail: { messages: { placed: { on: "orders:created", to: "a@b.co" } } } }',
    lines(
      "mail.messages.placed.on",
      'Expected "<collection>:<create|update|delete|*>", for example "orders:create". Got "orders:created".',
    ),
  ],
  [
    "a message without a template",
    '{ mail: { messages: { placed: { on: "orders:create", to: "a@b.co" } } } }',
    lines("mail.messages.placed", "There is no template pb_hooks/mail/placed.html. Make it."),
  ],
  [
    "a message without a subject",
    '{ mail: { messages: { nosubject: { on: "orders:create", to: "a@b.co" } } } }',
    lines(
      "mail.messages.nosubject",
      "The message has no subject. Make pb_hooks/mail/nosubject.subject.txt, or give the HTML a <title>.",
    ),
  ],
  [
    "an async recipient",
    '{ mail: { messages: { ok: { on: "orders:create", to: async (c) => c.record.email } } } }',
    lines(
      "mail.messages.ok.to",
      'Expected a synchronous function, got an async one. PocketBase\'s runtime waits for nothing: remove "async" and "await". Calls such as $http.send wait by themselves.',
    ),
  ],
  [
    "data that is no function",
    '{ mail: { messages: { ok: { on: "orders:create", to: "a@b.co", data: { a: 1 } } } } }',
    lines(
      "mail.messages.ok.data",
      "Expected a function, got an object. Write a function that returns it: () => ({ … }).",
    ),
  ],
  [
    "a recipient that is a number",
    '{ mail: { messages: { ok: { on: "orders:create", to: 5 } } } }',
    lines(
      "mail.messages.ok.to",
      "Expected an address, a list of addresses, or a function that returns them, got 5.",
    ),
  ],
  [
    "an attachment from a field that does not exist",
    '{ mail: { messages: { ok: { on: "orders:create", to: "a@b.co", attach: ["invoice"] } } } }',
    lines("mail.messages.ok.attach", 'Unknown file field "invoice". Known: photo.'),
  ],
  [
    "an unknown transport",
    '{ mail: { transport: "sendgrid" } }',
    lines(
      "mail.transport",
      'Expected "smtp" or a service such as { provider: "resend", key }. Got "sendgrid".',
    ),
  ],
  [
    "an unknown service",
    '{ mail: { transport: { provider: "sendgrid", key: "x" } } }',
    lines(
      "mail.transport.provider",
      'Expected one of "resend", "postmark", "mailgun", "ses", got "sendgrid".',
    ),
  ],
  [
    "the key of a service is not in the environment",
    '{ mail: { transport: { provider: "resend", key: process.env.RESEND_KEY } } }',
    lines(
      "mail.transport.key",
      "Expected a text, got nothing. The config reads these environment variables, which are not set: RESEND_KEY.",
    ),
  ],
  [
    "the key of a service in another place, which is not shown",
    "{ mail: { transport: process.env.SET_KEY } }",
    lines("mail.transport", 'Expected "smtp" or a service such as { provider: "resend", key }.'),
  ],
  [
    "templates outside of pb_hooks",
    '{ mail: { templates: "/var/mail" } }',
    lines("mail.templates", 'Expected a folder under pb_hooks. Got "/var/mail".'),
  ],
  [
    "a duration in words",
    '{ mail: { keep: { sent: "30 days" } } }',
    lines("mail.keep.sent", 'Expected a duration such as "7d", "12h" or "30m", got "30 days".'),
  ],
  [
    "the secret of a source is not in the environment",
    "{ receive: { stripe: { secret: process.env.STRIPE_WEBHOOK_SECRET, on: {} } } }",
    lines(
      "receive.stripe.secret",
      "Expected text or a list of texts, got nothing. The config reads these environment variables, which are not set: STRIPE_WEBHOOK_SECRET.",
    ),
  ],
  [
    "a secret that is a number, which is not shown",
    "{ receive: { stripe: { secret: 12345678, on: {} } } }",
    lines("receive.stripe.secret", "Expected text or a list of texts, got a number."),
  ],
  [
    "a source of an unknown sender",
    '{ receive: { clerk: { secret: "whsec_test", on: {} } } }',
    lines(
      "receive.clerk.scheme",
      'The name of this source is not a scheme. Set "scheme" to one of standard, stripe, github, paddle, lemonsqueezy, shopify, hmac, or use "verify".',
    ),
  ],
  [
    "an unknown scheme",
    '{ receive: { clerk: { scheme: "svix", secret: "whsec_test", on: {} } } }',
    lines(
      "receive.clerk.scheme",
      'Expected one of "standard", "stripe", "github", "paddle", "lemonsqueezy", "shopify", "hmac", got "svix".',
    ),
  ],
  [
    "a source without handlers",
    '{ receive: { stripe: { secret: "secret" } } }',
    lines("receive.stripe.on", "Expected `on` or `sync`: nothing handles the events."),
  ],
  [
    "an async handler of events",
    '{ receive: { stripe: { secret: "secret", on: { "invoice.paid": async (event) => {} } } } }',
    lines(
      'receive.stripe.on["invoice.paid"]',
      'Expected a synchronous function, got an async one. PocketBase\'s runtime waits for nothing: remove "async" and "await". Calls such as $http.send wait by themselves.',
    ),
  ],
  [
    "the handlers of events are a list",
    '{ receive: { stripe: { secret: "secret", on: ["invoice.paid"] } } }',
    lines("receive.stripe.on", "Expected an object, got a list."),
  ],
  [
    "a source with capital letters",
    '{ receive: { myStripe: { scheme: "stripe", secret: "secret", on: {} } } }',
    lines(
      "receive.myStripe",
      'Expected lower-case letters, digits and dashes: it is a part of the route. Got "myStripe".',
    ),
  ],
  [
    "a sync into a collection that does not exist",
    '{ receive: { stripe: { secret: "secret", sync: { subscriptions: { collection: "subs", match: { sid: "id" } } } } } }',
    lines(
      "receive.stripe.sync.subscriptions[0].collection",
      'There is no collection "subs" to write to.',
    ),
  ],
  [
    "a secret in another form",
    '{ receive: { standard: { secret: "not-a-secret", on: {} } } }',
    lines(
      "receive.standard.secret",
      'Expected "whsec_" and base64 of 24 to 64 bytes. For a sender with other secrets, such as Polar, set key: "text".',
    ),
  ],
  ["no workers", "{ jobs: { workers: 0 } }", lines("jobs.workers", "Expected 1 or more. Got 0.")],
  [
    "a time with its unit",
    '{ jobs: { poll: "100ms" } }',
    lines(
      "jobs.poll",
      'Expected a number of milliseconds, got "100ms". Write 100, without quotes.',
    ),
  ],
  [
    "a number of days",
    "{ jobs: { keep: { done: 7 } } }",
    lines("jobs.keep.done", 'Expected a duration such as "7d", "12h" or "30m", got 7.'),
  ],
  [
    "extensions are no list",
    '{ extensions: { name: "x" } }',
    lines("extensions", "Expected a list, got an object."),
  ],
  [
    "an extension without a name",
    "{ extensions: [{ routes: [] }] }",
    lines("extensions[0].name", "Missing. Expected a text."),
  ],
  [
    "an extension with a name in words",
    '{ extensions: [{ name: "My Shop" }] }',
    lines("extensions[0].name", 'Expected lower-case words with dashes. Got "My Shop".'),
  ],
  [
    "two extensions of one name",
    '{ extensions: [{ name: "x" }, { name: "x" }] }',
    lines("extensions[1].name", 'There is another extension "x": rename one of them.'),
  ],
  [
    "an extension with a name of Pocketbundle's",
    '{ extensions: [{ name: "mail" }] }',
    lines("extensions[0].name", '"mail" is a part of Pocketbundle: choose another name.'),
  ],
  [
    "a method in lower case",
    '{ extensions: [{ name: "x", routes: [{ method: "get", path: "/x", auth: "public", handler() {} }] }] }',
    lines(
      "extensions[0].routes[0].method",
      'Expected one of "GET", "POST", "PUT", "PATCH", "DELETE", got "get". Did you mean "GET"?',
    ),
  ],
  [
    "a path without a slash",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "api/x", auth: "public", handler() {} }] }] }',
    lines("extensions[0].routes[0].path", 'Expected a path that begins with "/". Got "api/x".'),
  ],
  [
    "a route that does not say who may call it",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", handler() {} }] }] }',
    lines(
      "extensions[0].routes[0].auth",
      'Missing. Say who may call it: "public", "any", "superusers", a collection, or a list of collections.',
    ),
  ],
  [
    "a route without a handler",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", auth: "public" }] }] }',
    lines("extensions[0].routes[0].handler", "Missing. Expected a function."),
  ],
  [
    "a handler is misspelt",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", auth: "public", handle() {} }] }] }',
    lines(
      "extensions[0].routes[0].handler",
      "Missing. Expected a function.",
      "",
      "extensions[0].routes[0].handle",
      'Unknown key "handle". Did you mean "handler"? Known: method, path, auth, body, bodyLimit, log, handler.',
    ),
  ],
  [
    "a handler that was called",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", auth: "public", handler: (() => {})() }] }] }',
    lines("extensions[0].routes[0].handler", "Expected a function, got nothing."),
  ],
  [
    "an async handler of a route",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", auth: "public", handler: async () => {} }] }] }',
    lines(
      "extensions[0].routes[0].handler",
      'Expected a synchronous function, got an async one. PocketBase\'s runtime waits for nothing: remove "async" and "await". Calls such as $http.send wait by themselves.',
    ),
  ],
  [
    "a path in the words of another router",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x/:id", auth: "public", handler() {} }] }] }',
    lines(
      "extensions[0].routes[0].path",
      '":id" means a parameter to other routers: write "{id}". Got "/x/:id".',
    ),
  ],
  [
    "a path of PocketBase's",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/api/health", auth: "public", handler() {} }] }] }',
    lines(
      "extensions[0].routes[0].path",
      '"/api/health" matches the same GET requests as "/api/health" (PocketBase\'s own): choose another path.',
    ),
  ],
  [
    "the rules of a body are texts",
    '{ extensions: [{ name: "x", routes: [{ method: "POST", path: "/x", auth: "public", body: { n: "number" }, handler() {} }] }] }',
    lines(
      "extensions[0].routes[0].body.n",
      'Expected an object such as { required, min, max, … }, got "number".',
    ),
  ],
  [
    "a route with auth: true",
    '{ extensions: [{ name: "x", routes: [{ method: "POST", path: "/x", auth: true, handler() {} }] }] }',
    lines(
      "extensions[0].routes[0].auth",
      'Say who may call it: "public", "any", "superusers", a collection, or a list of collections. Got true.',
    ),
  ],
  [
    "an event with its on",
    '{ extensions: [{ name: "x", hooks: [{ on: "onRecordCreate", collections: ["orders"], before() {} }] }] }',
    lines(
      "extensions[0].hooks[0].on",
      'Unknown event "onRecordCreate". Did you mean "recordCreate"?',
    ),
  ],
  [
    "a hook on every collection",
    '{ extensions: [{ name: "x", hooks: [{ on: "recordCreate", before() {} }] }] }',
    lines(
      "extensions[0].hooks[0].collections",
      'Missing. Name the collections that the hook is for, such as ["orders"]: a hook on every collection slows every request.',
    ),
  ],
  [
    "one collection instead of a list",
    '{ extensions: [{ name: "x", hooks: [{ on: "recordCreate", collections: "orders", before() {} }] }] }',
    lines("extensions[0].hooks[0].collections", 'Expected a list, got "orders". Write ["orders"].'),
  ],
  [
    "a hook with a handler",
    '{ extensions: [{ name: "x", hooks: [{ on: "recordCreate", collections: ["orders"], handler() {} }] }] }',
    lines(
      "extensions[0].hooks[0].handler",
      'Unknown key "handler". Known: on, collections, transaction, before, after, replace.',
    ),
  ],
  [
    "a hook without a function",
    '{ extensions: [{ name: "x", hooks: [{ on: "recordCreate", collections: ["orders"] }] }] }',
    lines(
      "extensions[0].hooks[0]",
      "Expected a function at before, after or replace: this hook does nothing.",
    ),
  ],
  [
    "a change with a dot",
    '{ extensions: [{ name: "x", changes: [{ on: "orders.create", handler() {} }] }] }',
    lines(
      "extensions[0].changes[0].on",
      'Expected "<collection>:<create|update|delete|*>", for example "orders:create". Got "orders.create".',
    ),
  ],
  [
    "a job that is a function",
    '{ extensions: [{ name: "x", jobs: { sync: (payload) => {} } }] }',
    lines("extensions[0].jobs.sync", "Expected an object such as { handler, … }, got a function."),
  ],
  [
    "a job is tried by a number and by a time",
    '{ extensions: [{ name: "x", jobs: { sync: { attempts: 3, retryFor: "3d", handler() {} } } }] }',
    lines("extensions[0].jobs.sync", "attempts and retryFor exclude each other: leave one out."),
  ],
  [
    "jobs are tried for ever",
    '{ jobs: { retryFor: "9999d" } }',
    lines("jobs.retryFor", 'Expected 90 days or less. Got "9999d".'),
  ],
  [
    "mails are tried for a number",
    "{ mail: { retryFor: 3 } }",
    lines("mail.retryFor", 'Expected a duration such as "7d", "12h" or "30m", got 3.'),
  ],
  [
    "a timeout with its unit",
    '{ extensions: [{ name: "x", jobs: { sync: { timeout: "60s", handler() {} } } }] }',
    lines(
      "extensions[0].jobs.sync.timeout",
      'Expected a number of seconds, got "60s". Write 60, without quotes.',
    ),
  ],
  [
    "a type of job that is Pocketbundle's own",
    '{ extensions: [{ name: "x", jobs: { "bundle.mail": { handler() {} } } }] }',
    lines(
      'extensions[0].jobs["bundle.mail"]',
      'Names that begin with "bundle." are Pocketbundle\'s own. Got "bundle.mail".',
    ),
  ],
  [
    "a schedule in words",
    '{ extensions: [{ name: "x", crons: [{ name: "a", schedule: "every day", handler() {} }] }] }',
    lines(
      "extensions[0].crons[0].schedule",
      'Expected minute, hour, day, month and weekday, such as "0 6 * * *", or a macro such as "@daily", got "every day".',
    ),
  ],
  [
    "a schedule with seconds",
    '{ extensions: [{ name: "x", crons: [{ name: "a", schedule: "0 0 6 * * *", handler() {} }] }] }',
    lines(
      "extensions[0].crons[0].schedule",
      'Expected minute, hour, day, month and weekday, such as "0 6 * * *", or a macro such as "@daily", got "0 0 6 * * *". Without its seconds, it is "0 6 * * *".',
    ),
  ],
  [
    "a cron whose handler is called run",
    '{ extensions: [{ name: "x", crons: [{ name: "a", schedule: "@daily", run() {} }] }] }',
    lines(
      "extensions[0].crons[0].handler",
      "Missing. Expected a function.",
      "",
      "extensions[0].crons[0].run",
      'Unknown key "run". Known: name, schedule, handler.',
    ),
  ],
  [
    "an option of a declared collection is misspelt",
    '{ extensions: [{ name: "x", collections: [{ name: "things", field: [] }] }] }',
    lines(
      'collection "things" of extension "x"',
      'Unknown option of a collection "field". Did you mean "fields"? Known: id, listRule, viewRule, createRule, updateRule, deleteRule, name, type, fields, indexes, created, updated, system.',
    ),
  ],
  [
    "a generator as a handler",
    '{ extensions: [{ name: "x", jobs: { a: { *handler() {} } } }] }',
    lines(
      "extensions[0].jobs.a.handler",
      'Expected a function, got a generator, which would not run: remove the "*".',
    ),
  ],
  [
    "an async method as a handler",
    '{ extensions: [{ name: "x", jobs: { a: { async handler() {} } } }] }',
    lines(
      "extensions[0].jobs.a.handler",
      'Expected a synchronous function, got an async one. PocketBase\'s runtime waits for nothing: remove "async" and "await". Calls such as $http.send wait by themselves.',
    ),
  ],
  [
    "keepAlive is in quotes",
    '{ server: { keepAlive: "false" } }',
    lines(
      "server.keepAlive",
      'Expected true or false, or "auto", got "false". Write true or false, without quotes.',
    ),
  ],
  [
    "keepAlive is a number of seconds",
    "{ server: { keepAlive: 60 } }",
    lines("server.keepAlive", 'Expected true or false, or "auto", got 60.'),
  ],
  [
    "keepAlive is misspelt",
    "{ server: { keepalive: false } }",
    lines(
      "server.keepalive",
      'Unknown key "keepalive". Did you mean "keepAlive"? Known: keepAlive.',
    ),
  ],
  [
    "server is no object",
    "{ server: false }",
    lines("server", "Expected an object such as { keepAlive }, got false."),
  ],
  [
    "several mistakes, of which some need the database",
    '{ valdate: {}, mail: { from: "Shop", messages: { placed: { on: "orders:create", to: "a@example.com" } } }, validate: { orders: { fields: { titel: { required: true }, quantity: { min: "1" } } } } }',
    lines(
      "validate.orders.fields.quantity.min",
      'Expected a number, got "1". Write 1, without quotes.',
      "",
      "mail.from",
      'Expected "Shop <hello@example.com>". Got "Shop".',
      "",
      "valdate",
      'Unknown key "valdate". Did you mean "validate"? Known: validate, mail, receive, jobs, server, extensions.',
      "",
      "validate.orders.fields.titel",
      'Unknown field "titel". Did you mean "title"? Known: id, title, sku, email, quantity, meta, due, status, photo.',
      "",
      "mail.messages.placed",
      "There is no template pb_hooks/mail/placed.html. Make it.",
    ),
  ],
  [
    "the file exports nothing",
    { "pocketbundle.config.js": "const config = { validate: {} };" },
    "The file exports nothing. Write `module.exports = config;` at its end.",
  ],
  [
    "the file has a default export",
    { "pocketbundle.config.js": "exports.default = { validate: {} };" },
    lines(
      "default",
      'Unknown key "default". Known: validate, mail, receive, jobs, server, extensions. Write `module.exports = config;` instead of `exports.default`.',
    ),
  ],
  [
    "the file exports a function",
    { "pocketbundle.config.js": "module.exports = () => ({});" },
    lines(
      "module.exports",
      "Expected an object such as { validate, mail, receive, … }, got a function.",
    ),
  ],
  [
    "the file exports a promise",
    { "pocketbundle.config.js": "module.exports = (async () => ({}))();" },
    lines("module.exports", "Expected an object, got a promise."),
  ],
  [
    "the file exports a list",
    { "pocketbundle.config.js": "module.exports = [];" },
    lines(
      "module.exports",
      "Expected an object such as { validate, mail, receive, … }, got a list.",
    ),
  ],
  [
    "a package that is not there",
    { "pocketbundle.config.js": 'const a = 1;\nconst z = require("zod");\nmodule.exports = {}' },
    lines(
      'pb_hooks/pocketbundle.config.js, line 2: there is no module "zod".',
      '    const z = require("zod");',
      'Bundle the package into one file, npx esbuild zod --bundle --format=cjs --outfile=pb_hooks/lib/zod.js, and require("./lib/zod.js").',
    ),
  ],
  [
    "a file that is not there",
    { "pocketbundle.config.js": 'const z = require("./helpers");\nmodule.exports = {}' },
    lines(
      'pb_hooks/pocketbundle.config.js, line 1: there is no module "./helpers".',
      '    const z = require("./helpers");',
      "Expected a file, beside the one that requires it. Its path begins with ./ or ../, and may leave out .js.",
    ),
  ],
  [
    "a package that is not there, in another file",
    {
      "pocketbundle.config.js": 'const z = require("./h.js");\nmodule.exports = {}',
      "h.js": '\nexports.z = require("lodash")',
    },
    lines(
      'pb_hooks/h.js, line 2: there is no module "lodash".',
      '    exports.z = require("lodash")',
      'Bundle the package into one file, npx esbuild lodash --bundle --format=cjs --outfile=pb_hooks/lib/lodash.js, and require("./lib/lodash.js").',
    ),
  ],
  [
    "a module of Node.js",
    { "pocketbundle.config.js": 'const z = require("node:fs");\nmodule.exports = {}' },
    lines(
      'pb_hooks/pocketbundle.config.js, line 1: there is no module "node:fs".',
      '    const z = require("node:fs");',
      "PocketBase's runtime is not Node.js and has few of its modules. Use PocketBase's own $os, $filepath, $http and $security.",
    ),
  ],
];

/** The server starts, because these may be right later. */
const WARNED: Mistake[] = [
  [
    "rules for a collection that does not exist",
    "{ validate: { order: { fields: { title: { required: true } } } } }",
    'Pocketbundle: "validate" names the collection "order", which does not exist (yet). Did you mean "orders"?',
  ],
  [
    "a change of a collection that does not exist",
    '{ extensions: [{ name: "x", changes: [{ on: "oders:create", handler() {} }] }] }',
    'Pocketbundle: "x" names the collection "oders", which does not exist (yet). Did you mean "orders"?',
  ],
  [
    "a route for a collection that does not exist",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", auth: "user", handler() {} }] }] }',
    'Pocketbundle: extensions[0].routes[0].auth admits the collection "user", which does not exist (yet): nobody can call this route. Did you mean "users"?',
  ],
  [
    "a route for a collection without users",
    '{ extensions: [{ name: "x", routes: [{ method: "GET", path: "/x", auth: ["orders"], handler() {} }] }] }',
    'Pocketbundle: extensions[0].routes[0].auth admits the collection "orders", which has no users: nobody can call this route.',
  ],
  [
    "the file ends in .cjs",
    { "pocketbundle.config.cjs": "module.exports = {}" },
    "Pocketbundle: there is no pb_hooks/pocketbundle.config.js, so nothing is registered. There is a pocketbundle.config.cjs: is that the config? Its name must be pocketbundle.config.js.",
  ],
  [
    "the file ends in .pb.js",
    { "pocketbundle.config.pb.js": "" },
    "Pocketbundle: there is no pb_hooks/pocketbundle.config.js, so nothing is registered. There is a pocketbundle.config.pb.js: is that the config? Its name must be pocketbundle.config.js.",
  ],
  [
    "the file ends in .ts",
    { "pocketbundle.config.ts": "" },
    "Pocketbundle: there is no pb_hooks/pocketbundle.config.js, so nothing is registered. There is a pocketbundle.config.ts: is that the config? Its name must be pocketbundle.config.js.",
  ],
  [
    "the file has a dash too many",
    { "pocket-bundle.config.js": "" },
    "Pocketbundle: there is no pb_hooks/pocketbundle.config.js, so nothing is registered. There is a pocket-bundle.config.js: is that the config? Its name must be pocketbundle.config.js.",
  ],
];

const COLLECTIONS = [
  {
    name: "orders",
    type: "base",
    fields: [
      { type: "text", name: "title" },
      { type: "text", name: "sku" },
      { type: "email", name: "email" },
      { type: "number", name: "quantity" },
      { type: "json", name: "meta" },
      { type: "date", name: "due" },
      { type: "select", name: "status", values: ["draft", "placed", "paid"] },
      { type: "file", name: "photo" },
    ],
  },
];
const TEMPLATES = { "mail/ok.html": "<title>x</title>", "mail/nosubject.html": "<p>x" };

function start(config: string | Files, env: Record<string, string> = {}) {
  const files =
    typeof config === "string"
      ? { "pocketbundle.config.js": `module.exports = ${config};` }
      : config;
  return createTestApp({
    files: { ...TEMPLATES, ...files },
    collections: COLLECTIONS,
    env: { SET_KEY: "re_123456abcdef", ...env },
    copy: ["pb_hooks/pocketbundle.pb.js"],
  });
}

/** Returns all that a server prints that does not start. */
function refusal(config: string | Files): string {
  try {
    start(config).stop();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the server has started");
}

/** Returns what is printed at the start, and whether the server starts. */
function printed(config: string | Files, env?: Record<string, string>) {
  try {
    const app = start(config, env);
    const text = app.console.join("\n").replace(/\/\S*?\/pb_hooks/g, "pb_hooks");
    app.stop();
    return { starts: true, text };
  } catch (error) {
    const [, text = ""] = BETWEEN.exec(String((error as Error).message)) ?? [];
    return { starts: false, text: text.replace(/^ {2}/gm, "") };
  }
}
const BETWEEN =
  /cannot be used, so the server does not start\.\n\n([\s\S]*?)\n\n(?:File: |Correct)/;

describe("a mistake in the config", () => {
  it.each(REFUSED)("stops the server: %s", (_what, config, text) => {
    expect(printed(config)).toEqual({ starts: false, text });
  });

  it.each(WARNED)("is a line at start-up: %s", (_what, config, text) => {
    expect(printed(config)).toEqual({ starts: true, text });
  });

  it("may be the value of POCKETBUNDLE_ON_ERROR", () => {
    expect(printed("{}", { POCKETBUNDLE_ON_ERROR: "warn" })).toEqual({
      starts: false,
      text: 'the environment variable POCKETBUNDLE_ON_ERROR\nExpected "log", or no value, got "warn".',
    });
  });

  it("in a template names the template and its line", () => {
    const config = (more: string) =>
      `{ mail: { from: "shop@example.com", messages: { paid: { to: "a@example.com" } } }, ${more} }`;
    const output = (more: string) =>
      refusal({
        "mail/paid.html": "<title>{{#a}}</title>\n<p>\n",
        "pocketbundle.config.js": `module.exports = ${config(more)}`,
      });
    const alone = output("");
    expect(alone).toContain("Pocketbundle: pb_hooks/mail/paid.html cannot be used, so the server");
    expect(alone).toContain('pb_hooks/mail/paid.html:1: Unclosed section "a".');
    expect(alone).toMatch(/^File: \/.*\/mail\/paid\.html:1$/m);
    expect(alone).toContain("Correct pb_hooks/mail/paid.html and start again");
    expect(alone).not.toContain("config.js");
    const both = output("validate: { orders: { field: {} } }");
    expect(both).toContain("the config and pb_hooks/mail/paid.html cannot be used");
    expect(both.match(/^File: .*$/gm)).toEqual([
      expect.stringMatching(/config\.js$/),
      expect.stringMatching(/paid\.html:1$/),
    ]);
  });

  it("is not looked for in a config that is right", () => {
    expect(printed("{ validate: { orders: { fields: { title: { required: true } } } } }")).toEqual({
      starts: true,
      text: "",
    });
  });
});
