// The config and the collections of the server that is fuzzed: every kind of rule, of route and of
// sender.
import { SECRETS } from "../senders.ts";

export const TEXT_SECRET = "polar_whs_fuzz";
export const HMAC_SECRET = "a secret of the sender";

export const MIGRATIONS = {
  "1_fuzz.js": `migrate((app) => {
  const OPEN = { type: "base", listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
  const ID = { name: "id", type: "text", primaryKey: true, required: true, system: true };
  const text = (name, more) => ({ type: "text", name, ...more });
  const orders = new Collection({ ...OPEN, name: "orders", fields: [
    text("title"), text("sku", { max: 8 }), text("code"), { type: "email", name: "email" }, { type: "url", name: "link" },
    { type: "number", name: "quantity" }, { type: "number", name: "price" },
    { type: "json", name: "meta" }, { type: "json", name: "list" },
    { type: "date", name: "due" }, { type: "date", name: "until" },
    { type: "select", name: "status", values: ["draft", "placed", "paid"] },
    { type: "select", name: "tags", values: ["a", "b", "c"], maxSelect: 3 },
    { type: "file", name: "file", maxSelect: 3, maxSize: 50000 }, { type: "bool", name: "flag" },
    text("owner"), { type: "geoPoint", name: "place" },
  ] });
  app.save(orders);
  app.save(new Collection({ ...OPEN, name: "lines", fields: [{ ...ID, pattern: "^[\\\\s\\\\S]+$", min: 1, max: 200 },
    { type: "relation", name: "orders", collectionId: orders.id, maxSelect: 5 }, text("owner"), text("name") ] }));
  app.save(new Collection({ type: "base", name: "subscriptions", fields: [text("remote"), text("status"), text("email"), { type: "number", name: "amount" }, { type: "date", name: "period_end" }] }));
  const users = app.findCollectionByNameOrId("users");
  users.createRule = ""; users.updateRule = null; users.deleteRule = null; users.listRule = "";
  users.otp.enabled = true;
  // Each password costs milliseconds otherwise.
  users.fields.getByName("password").cost = 4;
  app.save(users);
  const settings = app.settings();
  settings.batch.enabled = true;
  app.save(settings);
});`,
};

const VALIDATE = `validate: {
  orders: {
    fields: {
      title: { required: true, minLength: 2, maxLength: 40, pattern: "^[^<>]*$", notOneOf: ["root"] },
      sku: { pattern: "^[A-Z]{2}[0-9]+$", requiredWhen: (record) => record.flag === true },
      code: { unique: { caseInsensitive: true, normalize: true, within: ["owner"] }, immutable: true },
      email: { email: true }, link: { url: true },
      quantity: { integer: true, min: 0, max: 1000, when: (record) => record.status !== "draft" },
      price: { multipleOf: 0.01, min: 0 },
      meta: { schema: { type: "object", properties: { a: { type: "array", items: { type: "integer" }, maxItems: 5 }, b: { pattern: "^x+$" } }, additionalProperties: { type: ["string", "null"] } } },
      list: { minItems: 1, maxItems: 4, uniqueItems: true, items: { minLength: 1, maxLength: 5 } },
      due: { date: { after: "2000-01-01", before: "until" } },
      status: { initial: ["draft", "placed"], transitions: { draft: ["placed"], placed: ["paid"] } },
      tags: { oneOf: ["a", "b"] },
      file: { file: { maxSize: 30000, types: ["image/png", "text/plain; charset=utf-8", "text/plain"] } },
      owner: { check: (value) => !value.includes("evil") },
    },
    rules: [
      { field: "price", message: "Too cheap.", check: (record) => record.status !== "paid" || record.price > 0 },
      { field: "owner", message: "No.", scope: "request", check: (record, ctx) => ctx.request.query.token !== "no" && (ctx.request.body.owner ?? "") !== "no" && ctx.request.headers.user_agent !== "no" },
    ],
    limit: [{ max: 3, per: ["owner", "code"] }, { max: 100000, where: "flag = true", field: "flag" }],
    messages: { de: { title: "Titel", validation_min: "Mindestens {min}." } },
  },
  lines: { fields: { orders: { exists: "status != 'paid'" }, name: { unique: true } }, limit: { max: 4, per: ["owner"] } },
  users: { fields: { name: { maxLength: 20 } } },
},`;

const source = (secret: string, more = "") =>
  `{ secret: ${JSON.stringify(secret)}, on: { "*": () => {} }${more} }`;
const SYNC = `, sync: { subscriptions: { collection: "subscriptions", match: { remote: "id" }, missing: "create" } }`;
const HMAC = (options: string) => source(HMAC_SECRET, `, scheme: "hmac", ${options}`);

const RECEIVE = `receive: {
  standard: ${source(SECRETS.standard)},
  stripe: ${source(SECRETS.stripe, SYNC)},
  github: ${source(SECRETS.github)},
  paddle: ${source(SECRETS.paddle, SYNC)},
  lemonsqueezy: ${source(SECRETS.lemonsqueezy, SYNC)},
  shopify: ${source(SECRETS.shopify)},
  polar: ${source(TEXT_SECRET, ', scheme: "standard", key: "text"')},
  slack: ${HMAC('hmac: { header: "X-Signature", prefix: "v0=", timestamp: "X-Timestamp", template: "v0:{timestamp}:{body}" }, identity: { header: "X-Delivery" }')},
  placed: ${HMAC('hmac: { header: "X-Signature", encoding: "base64" }, identity: { body: "data.id" }')},
  own: { on: { "*": () => {} }, verify: (request) => {
    if (!$security.equal(request.header("X-Token"), "token")) throw new UnauthorizedError();
    return { ...JSON.parse(request.text()) };
  } },
},`;

const route = (path: string, handler: string, more = "", method = "POST", auth = '"public"') =>
  `{ method: "${method}", path: "/api/own/${path}", auth: ${auth}, handler: (ctx) => ${handler}${more} }`;
const RULES = `, body: { name: { required: true, maxLength: 20 }, age: { integer: true, min: 0 }, tags: { items: { oneOf: ["a", "b"] }, uniqueItems: true, maxItems: 3 }, at: { date: { after: "2020-01-01" } }, tree: { schema: { $ref: "#/$defs/node", $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } } } } }`;

const ROUTES = `[
  ${route("echo", "ctx.body")},
  ${route("rules", "ctx.body", RULES)},
  ${route("rules/{id}", "({ ...ctx.params, ...ctx.query, ...ctx.body })", RULES, "PATCH")},
  ${route("text", "ctx.request.text().length", ", bodyLimit: 50000")},
  ${route("info", "ctx.event.requestInfo().body")},
  ${route("upload", '[ctx.files("file").length, ctx.body.name]')},
  ${route("uploads", 'ctx.event.findUploadedFiles("file").length')},
  ${route("unread", "({ ip: ctx.request.ip, agent: ctx.request.header('User-Agent') })", "", "PUT")},
  ${route("query/{path...}", "[ctx.query, ctx.params, ctx.request.path]", "", "GET")},
  ${route("refuse", "{ throw ctx.refuse({ [ctx.query.field ?? 'a']: ctx.query.text ?? 'no' }, ctx.query.message); }")},
  ${route("mail", '{ ctx.mail.send("note", { to: ctx.body.email, data: ctx.body }); }')},
  ${route("job", '{ ctx.jobs.enqueue("work", ctx.body, { key: ctx.query.key || undefined }); }')},
  ${route("record/{id}", 'ctx.app.findRecordById("orders", ctx.params.id)', "", "GET")},
  ${route("log", '{ ctx.log.info(ctx.query.text ?? "", "body", ctx.body); }')},
  ${route("any", "ctx.auth.id", "", "POST", '"any"')},
  ${route("users", "ctx.auth.id", "", "POST", '"users"')},
  ${route("superusers", "ctx.auth.id", "", "DELETE", '"superusers"')},
]`;

/** `transport` is JSON. */
export const config = (transport: string) => `module.exports = {
  jobs: { workers: 1, poll: 50 },
  ${VALIDATE}
  ${RECEIVE}
  mail: { from: "shop@example.com", system: true, transport: ${transport}, messages: { note: {}, news: { category: "news" } } },
  extensions: [{ name: "own", routes: ${ROUTES}, jobs: { work: { handler: () => {} } },
    changes: [{ on: "orders:create", handler: () => {} }],
    hooks: [{ on: "recordsListRequest", collections: ["orders"], before: (e) => { e.requestInfo(); } }],
  }],
};`;

export const HOOKS = {
  "mail/note.html": "<p>{{text}}</p>{{{raw}}}",
  "mail/note.subject.txt": "Note {{name}}",
  "mail/news.html": "<p>News</p>",
  "mail/news.subject.txt": "News",
  "sql.pb.js": `routerAdd("POST", "/fuzz/sql", (e) => {
    const rows = arrayOf(new DynamicModel({ v: "" }));
    $app.db().newQuery(toString(e.request.body)).all(rows);
    return e.json(200, rows.map((row) => row.v));
  }, $apis.requireSuperuserAuth())`,
};
