// Tests what the public types accept and what must not compile. `npm run check` runs this test.
import type { Config, Extension } from "../../pb_hooks/pocketbundle";

export const config: Config = {
  validate: {
    orders: {
      fields: { quantity: { integer: true, min: 1 }, sku: { pattern: "^a", message: "x" } },
      rules: [
        { field: "total", message: "m", check: (record, ctx) => record.total > 0 && ctx.isNew },
      ],
    },
  },
  mail: {
    system: true,
    rate: { perSecond: 0.5, perRecipientPerHour: 2 },
    messages: {
      placed: { on: "orders:create", to: (change) => change.record.email, attach: ["invoice"] },
      invoice: {
        on: "orders:create",
        bcc: (change) => [change.record.email, null, undefined],
        cc: () => null,
        from: (change) => change.record.sender || null,
        attach: ({ record }) => [
          "invoice",
          { name: "a.csv", text: record.csv },
          { url: record.file },
        ],
      },
      news: { category: "news", locale: "de" },
    },
  },
  receive: {
    stripe: {
      secret: ["a"],
      on: {
        "*": (event, ctx) => {
          ctx.log.info(event.type, "at", ctx.event.at);
          ctx.latest(event.id, (tx) => tx.jobs.enqueue("x"));
        },
      },
      sync: {
        payments: {
          collection: "orders",
          match: { id: "reference" },
          fields: { paid: (p) => p.amount },
        },
      },
    },
    bank: {
      verify: (request) => ({ event: request.header("x-id"), type: "", payload: request.text() }),
    },
  },
};

/** What is read from the environment may be missing: the server says so when it starts. */
export const fromEnvironment: Config = {
  mail: {
    transport: {
      provider: "ses",
      region: "eu-central-1",
      accessKeyId: process.env.AWS_ACCESS_KEY_ID,
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
      sessionToken: process.env.AWS_SESSION_TOKEN,
      webhookSecret: process.env.SNS_PASSWORD,
    },
  },
  receive: {
    stripe: { secret: process.env.STRIPE_WEBHOOK_SECRET },
    github: { secret: [process.env.GITHUB_SECRET, process.env.GITHUB_SECRET_BEFORE] },
  },
};

export const extension: Extension = {
  name: "stock",
  routes: [
    {
      method: "GET",
      path: "/x/{id}",
      auth: "any",
      handler: (ctx) => ({ id: ctx.params.id, email: ctx.auth?.email() }),
    },
  ],
  hooks: [
    { on: "recordCreate", collections: ["orders"], before: (e) => e.record?.set("a", 1) },
    { on: "mailerSend", before: (e) => e.message?.subject.trim() },
    { on: "mailerSend", replace: (e) => e.message?.subject === "mine" },
  ],
  jobs: {
    slow: {
      timeout: 30,
      handler: (payload, ctx) => {
        if (payload.isEarly) throw ctx.postpone(60);
        ctx.mail.send("news", { to: ["a@b.cd"], data: { n: 1 }, key: "k", delay: 5 });
        const file = { name: "a.bin", bytes: new Uint8Array(2) };
        ctx.mail.send("news", { bcc: [null], from: "a@b.cd", attach: file });
        ctx.mail.send("news", { attach: [file, { name: "b", bytes: $os.readFile("b") }] });
        throw ctx.retryIn();
      },
    },
  },
};

// @ts-expect-error an unknown key
export const unknownKey: Config = { validte: {} };
// @ts-expect-error a number
export const wrongType: Config = { validate: { orders: { fields: { n: { min: "1" } } } } };
// @ts-expect-error no secret
export const noSecret: Config = { receive: { stripe: { on: {} } } };
export const thing: Config = {
  // @ts-expect-error the id of a thing is not the event's
  receive: { bank: { verify: (request) => ({ id: request.text(), type: "" }), on: {} } },
};
export const wrongIdentity: Config = {
  // @ts-expect-error no such identity
  receive: { hmac: { secret: "a", hmac: { header: "x" }, identity: "body", on: {} } },
};
// @ts-expect-error no such scheme
export const noScheme: Config = { receive: { bank: { scheme: "bank", secret: "a", on: {} } } };
export const noValue: Config = {
  receive: {
    stripe: {
      secret: "a",
      // @ts-expect-error no value of a customer
      sync: { customers: { collection: "users", match: { id: "plan" } } },
    },
  },
};

// @ts-expect-error a rate that is not there
export const wrongRate: Config = { mail: { rate: { perMinute: 1 } } };
export const noName: Config = {
  // @ts-expect-error a text without a name
  mail: { messages: { a: { on: "a:create", attach: () => [{ text: "a" }] } } },
};
// @ts-expect-error a service without its domain
export const noDomain: Config = { mail: { transport: { provider: "mailgun", key: "x" } } };

export const wrongMail: Extension = {
  name: "stock",
  routes: [
    {
      method: "POST",
      path: "/x",
      auth: "any",
      // @ts-expect-error an unknown option
      handler: (ctx) => ctx.mail.send("news", { two: "a@b.cd" }),
    },
  ],
  // @ts-expect-error replaces by what is no answer
  hooks: [{ on: "mailerSend", replace: () => "yes" }],
};

export const wrongExtension: Extension = {
  name: "stock",
  routes: [
    // @ts-expect-error does not say who may call it
    { method: "GET", path: "/x", handler: () => {} },
  ],
  // @ts-expect-error an unknown event
  hooks: [{ on: "recordCrate", collections: ["orders"] }],
};
