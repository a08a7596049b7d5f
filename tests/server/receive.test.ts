// Webhooks from the request to the handler, as their senders sign them.
import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { hmac, SECRETS, SENDERS, type SenderName, type Signing, seconds } from "../senders.ts";
import { serveAll } from "./bundle.ts";
import { MIGRATIONS, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const NAMES = Object.keys(SENDERS) as SenderName[];
const server = await serveAll({
  env: Object.fromEntries(NAMES.map((name) => [`${name}_secret`.toUpperCase(), SECRETS[name]])),
  migrations: MIGRATIONS,
  hooks: PROBE,
  config: `${SEE}
const note = (name) => (event, ctx) => see(ctx.app, name, ctx.event.type, { event, of: ctx.event, job: ctx.job });
module.exports = {
  jobs: { poll: 20, backoff: 50 },
  receive: {
    ${NAMES.map((name) => `${name}: { secret: process.env.${name.toUpperCase()}_SECRET, on: { "*": note("${name}") } },`).join("\n")}
    shop: { scheme: "stripe", secret: ["whsec_old", "whsec_new"], tolerance: 0, on: {
      "invoice.paid": note("exact"), "invoice.*": note("prefix"), "inv*": note("shorter"),
      "fails": (event, ctx) => { see(ctx.app, "fails", ctx.job.attempt); if (event.until > ctx.job.attempt) throw new Error("out of stock"); },
      "drops": (event, ctx) => { if (event.until) throw ctx.discard("no such order"); },
      "async": async () => {},
    } },
    pings: { scheme: "github", secret: "s", on: { ping: note("ping") } },
    slack: { scheme: "hmac", secret: "s", hmac: { header: "X-Slack-Signature", prefix: "v0=", timestamp: "X-Slack-Request-Timestamp", template: "v0:{timestamp}:{body}" },
      identify: (event) => ({ id: event.trigger_id, type: event.command }), on: { "*": note("slack") } },
    plain: { scheme: "hmac", secret: "s", hmac: { header: "X-Sig" }, on: { "*": note("plain") } },
    custom: { on: { "*": note("custom") }, verify: (request, ctx) => {
      if (request.header("X-Token") !== "open sesame") throw new UnauthorizedError("Wrong token.");
      const { uuid, kind, value } = JSON.parse(request.text());
      return uuid ? { id: uuid, type: kind, payload: { value }, at: 1700000000 } : undefined;
    } },
    near: { scheme: "hmac", secret: "s", hmac: { header: "X-Sig" }, addresses: ["127.0.0.0/8"], on: { "*": () => {} } },
    far: { scheme: "hmac", secret: "s", hmac: { header: "X-Sig" }, addresses: ["3.18.12.63", "2001:db8::/32"], on: { "*": () => {} } },
    rare: { scheme: "hmac", secret: "s", hmac: { header: "X-Sig" }, rateLimit: { max: 3, per: "1d" }, on: { "*": () => {} } },
    small: { scheme: "hmac", secret: "s", hmac: { header: "X-Sig" }, bodyLimit: 100, on: { "*": () => {} } },
  },
};`,
});

type Headers = Record<string, string>;
const url = (name: string) => `${server.url}/api/bundle/receive/${name}`;
async function post(name: string, body: string | Buffer, headers: Headers = {}) {
  const response = await fetch(url(name), {
    method: "POST",
    body: new Uint8Array(Buffer.from(body)),
    headers: { "content-type": "application/json", ...headers },
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined };
}
/** On a connection of its own: PocketBase takes a body that it has not read for the next request. */
const postAlone = (
  name: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders,
  tries = 10,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const options = { method: "POST", agent: false, headers };
    const sent = httpRequest(url(name), options, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      resolve({ status: answer.statusCode ?? 0, text });
    });
    // The server hangs up on a body that is too large: its answer may be lost with the connection.
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const isLost = ["ECONNRESET", "EPIPE"].includes(error.code ?? "") && tries > 0;
      if (isLost) resolve(postAlone(name, body, headers, tries - 1));
      else reject(error);
    });
    sent.end(body);
  });
const sign = async (scheme: SenderName, body: string, more: Partial<Signing> = {}) =>
  await SENDERS[scheme](body, { secret: SECRETS[scheme], ...more });
/** To the source `shop`. */
const shop = async (event: object, secret = "whsec_new") => {
  const body = JSON.stringify(event);
  return post("shop", body, SENDERS.stripe(body, { secret }));
};
const plain = (name: string, body: string, more: Headers = {}) =>
  post(name, body, { "x-sig": hmac("s", body, "hex"), ...more });

const events = server.pb.collection("bundle_events");
const row = (source: string, event: string) =>
  events.getFirstListItem(
    server.pb.filter("source = {:source} && event = {:event}", { source, event }),
  );
const statusOf = async (source: string, event: string) => (await row(source, event)).status;
const count = () => sql(server, "SELECT CAST(count(*) AS TEXT) AS v FROM bundle_events");

const created = seconds() - 3600;
const at = new Date(created * 1000).toISOString().replace("Z", "000Z");
const micro = at.replace("000000Z", "123456Z");
const EVENTS: Record<
  SenderName,
  { body: object; id?: string; type: string; at?: string; test?: boolean }
> = {
  standard: {
    body: { type: "user.created", timestamp: micro, data: {} },
    id: "msg_1",
    type: "user.created",
    at: micro,
  },
  stripe: {
    body: { id: "evt_1", type: "invoice.paid", created, livemode: false },
    id: "evt_1",
    type: "invoice.paid",
    at,
    test: true,
  },
  github: { body: { ref: "refs/heads/main" }, id: "guid-1", type: "push" },
  paddle: {
    body: { event_id: "evt_p", event_type: "transaction.paid", occurred_at: micro },
    id: "evt_p",
    type: "transaction.paid",
    at: micro,
  },
  lemonsqueezy: {
    body: {
      meta: { event_name: "order_created", test_mode: true },
      data: { attributes: { updated_at: micro } },
    },
    type: "order_created",
    at: micro,
    test: true,
  },
  shopify: {
    body: { id: 820982911946154500, updated_at: micro },
    id: "webhook-1",
    type: "orders/create",
    at: micro,
  },
};

describe.each(NAMES)("%s", (scheme) => {
  const { body: event, id, type, at, test = false } = EVENTS[scheme];
  const body = JSON.stringify({ ...event, text: "ä € 😀" }, null, 2);

  it("is stored, answered, and handled once", async () => {
    const first = await post(scheme, body, await sign(scheme, body));
    expect(first).toMatchObject({ status: 200, json: { received: true } });
    for (let i = 0; i < 3; i++) {
      const again = await post(scheme, body, await sign(scheme, body));
      expect(again).toMatchObject({ status: 200, json: { repeated: true } });
    }
    await settled(server);
    const [run, ...more] = await seen(server, scheme);
    expect(more).toEqual([]);
    const known = id ?? run?.data.of.id;
    expect(run?.data).toMatchObject({
      event: JSON.parse(body),
      of: { source: scheme, id: known, type, test, key: `${scheme}/${known}` },
      job: { type: "bundle.event", attempt: 1 },
    });
    if (at) expect(run?.data.of.at).toBe(at);
    expect(await row(scheme, known)).toMatchObject({ type, status: "done", error: "", test });
  });

  it("refuses, and stores nothing", async () => {
    const good: Headers = await sign(scheme, body);
    const [signature = ""] = Object.keys(good).filter((name) => /sign|hmac/.test(name));
    const value = good[signature] ?? "";
    const with_ = (text: string) => ({ ...good, [signature]: text });
    const stamp = (text: string): Headers =>
      scheme === "standard"
        ? { ...good, "webhook-timestamp": text }
        : with_(value.replace(/(ts?=)\d+/, `$1${text}`));
    const other = body.replace("ä", "ö");
    const cases: [what: string, status: number, body: string | Buffer, headers: Headers][] = [
      ["no headers", 400, body, {}],
      ["an empty one", 400, body, with_("")],
      ["nonsense", 400, body, with_("nonsense")],
      ["half", 400, body, with_(value.slice(0, value.length / 2))],
      ["a letter less", 400, body, with_(value.slice(0, -1))],
      ["a letter more", 400, body, with_(`${value}A`)],
      ["64 KB", 400, body, with_(`${value},${"x".repeat(64_000)}`)],
      ["more than ASCII", 400, body, with_(`${value.slice(0, -1)}\xe9`)],
      ["__proto__", 400, body, with_("__proto__=1")],
      ["of another body", 400, other, good],
      ["of no body", 400, "", good],
      [
        "of another secret",
        400,
        body,
        await sign(scheme, body, { secret: SECRETS.standard.toLowerCase() }),
      ],
      ["no UTF-8", 400, Buffer.from(body, "latin1"), good],
      ["2 MB", 413, `"${"x".repeat(2_000_000)}"`, good],
      ["no JSON", 400, "{", await sign(scheme, "{")],
      ["no object", 400, "[1]", await sign(scheme, "[1]")],
      ["null", 400, "null", await sign(scheme, "null")],
      ["deep", 400, "[".repeat(200_000), await sign(scheme, "[".repeat(200_000))],
      [
        "a broken form",
        400,
        "a=%zz",
        { ...(await sign(scheme, "a=%zz")), "content-type": "application/x-www-form-urlencoded" },
      ],
    ];
    if (/standard|stripe|paddle/.test(scheme)) {
      for (const text of ["", "-1", "NaN", "1e9", "9".repeat(30), "0x10", "1.5", "١"].map((t) =>
        Buffer.from(t).toString("latin1"),
      )) {
        cases.push([`the time ${text}`, 400, body, stamp(text)]);
      }
      const old = await sign(scheme, body, { timestamp: 1 });
      cases.push(["1970", 400, body, old]);
    }
    const before = await count();
    for (const [what, status, sent, headers] of cases) {
      const answer = await postAlone(scheme, sent, headers);
      expect([what, answer.status]).toEqual([what, status]);
      expect(answer.text.length).toBeLessThan(200);
      expect(answer.text).not.toContain(SECRETS[scheme].slice(0, 12));
    }
    expect(await count()).toEqual(before);
    expect(server.log()).not.toContain(SECRETS[scheme]);
  });

  it("refuses a header that is there twice", async () => {
    const good: Headers = await sign(scheme, body);
    for (const name of Object.keys(good)) {
      const headers = { ...good, [name]: [good[name] ?? "", good[name] ?? ""] };
      const { status } = await postAlone(scheme, body, headers);
      expect([name, status]).toEqual([name, 400]);
    }
  });
});

it("other methods are answered 405, other names 404", async () => {
  for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
    const response = await fetch(url("stripe"), { method });
    expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "POST"]);
  }
  for (const [method, name] of [
    ["POST", "nope"],
    ["GET", "nope"],
    ["POST", "toString"],
    ["GET", "__proto__"],
    ["POST", "Stripe"],
  ]) {
    expect((await fetch(url(name ?? ""), { method: method ?? "" })).status).toBe(404);
  }
});

describe("handlers", () => {
  it("the most exact one runs; an event that has none is ignored, until it is run again", async () => {
    for (const type of ["invoice.paid", "invoice.voided", "inventory", "charge.failed"]) {
      await shop({ id: `evt_${type}`, type });
    }
    await settled(server);
    const ran = (await seen(server)).filter(({ what }) => /exact|prefix|shorter/.test(what));
    expect(ran.map(({ what, of }) => `${what} ${of}`).toSorted()).toEqual([
      "exact invoice.paid",
      "prefix invoice.voided",
      "shorter inventory",
    ]);
    expect(await row("shop", "evt_charge.failed")).toMatchObject({ status: "ignored" });
    expect(
      await sql(
        server,
        "SELECT id AS v FROM bundle_jobs WHERE payload ->> 'id' = (SELECT id FROM bundle_events WHERE event = 'evt_charge.failed')",
      ),
    ).toEqual([]);
    await events.update((await row("shop", "evt_charge.failed")).id, { status: "queued" });
    await settled(server);
    expect(await statusOf("shop", "evt_charge.failed")).toBe("ignored");
  });

  it("any secret of the list will do", async () => {
    expect((await shop({ id: "evt_old", type: "x" }, "whsec_old")).status).toBe(200);
    expect((await shop({ id: "evt_none", type: "x" }, "whsec_none")).status).toBe(400);
  });

  it("one that throws is tried again, and its error can be seen", async () => {
    await shop({ id: "evt_fails", type: "fails", until: 3 });
    await expect
      .poll(async () => (await row("shop", "evt_fails")).error)
      .toMatch(/out of stock[\s\S]*pocketbundle\.config\.js:/);
    await settled(server);
    expect((await seen(server, "fails")).map(({ of }) => of)).toEqual(["1", "2", "3"]);
    expect(await row("shop", "evt_fails")).toMatchObject({ status: "done", error: "" });
  });

  it("one that gives up leaves a dead event, which the dashboard and the command run again", async () => {
    await shop({ id: "evt_drops", type: "drops", until: 9 });
    await expect.poll(() => statusOf("shop", "evt_drops")).toBe("dead");
    const { id, error, payload } = await row("shop", "evt_drops");
    expect(error).toContain("no such order");
    await events.update(id, { status: "queued" });
    await expect.poll(() => statusOf("shop", "evt_drops")).toBe("dead");
    await events.update(id, { payload: { ...payload, until: 0 } });
    expect(await server.command("bundle", "retry", id)).toMatchObject({ code: 0 });
    await expect.poll(() => statusOf("shop", "evt_drops")).toBe("done");
    // A repeat of the sender changes nothing of that.
    expect((await shop({ id: "evt_drops", type: "drops", until: 9 })).json.repeated).toBe(true);
    expect(await statusOf("shop", "evt_drops")).toBe("done");
  });

  it("an async one is a failure", async () => {
    await shop({ id: "evt_async", type: "async" });
    await expect.poll(async () => (await row("shop", "evt_async")).error).toMatch(/async/);
    await server.pb
      .collection("bundle_jobs")
      .delete((await server.pb.collection("bundle_jobs").getFirstListItem("status = 'queued'")).id);
  });
});

describe("tests that senders send", () => {
  it("GitHub's ping is answered and stored, and no handler for everything gets it", async () => {
    const body = JSON.stringify({
      zen: "Keep it logically awesome.",
      hook: { type: "Repository" },
    });
    const headers = { ...(await sign("github", body, { id: "ping-1" })), "x-github-event": "ping" };
    expect((await post("github", body, headers)).status).toBe(200);
    expect(await row("github", "ping-1")).toMatchObject({ type: "ping", status: "ignored" });
    const own = {
      ...(await sign("github", body, { secret: "s", id: "ping-1" })),
      "x-github-event": "ping",
    };
    expect((await post("pings", body, own)).status).toBe(200);
    await settled(server);
    expect(await seen(server, "ping")).toHaveLength(1);
  });

  it("Stripe's from the dashboard all have the same id, and are handled each time", async () => {
    const body = JSON.stringify({ id: "evt_00000000000000", type: "invoice.paid" });
    for (const timestamp of [seconds() - 20, seconds() - 10, seconds() - 10]) {
      expect((await post("stripe", body, await sign("stripe", body, { timestamp }))).status).toBe(
        200,
      );
    }
    await settled(server);
    const ran = (await seen(server, "stripe")).filter(({ data }) => /^evt_0+ /.test(data.of.id));
    expect(ran).toHaveLength(2);
  });

  it("Shopify's are marked as such", async () => {
    const body = '{"id":1}';
    const headers = {
      ...(await sign("shopify", body, { id: "test-1" })),
      "x-shopify-test": "true",
    };
    expect((await post("shopify", body, headers)).status).toBe(200);
    expect(await row("shopify", "test-1")).toMatchObject({ test: true });
  });
});

describe("other senders", () => {
  it("hmac with a time, and an identity of the config's choice", async () => {
    const body = JSON.stringify({ trigger_id: "t1", command: "/deploy" });
    const time = String(seconds());
    const headers = {
      "x-slack-signature": `v0=${hmac("s", `v0:${time}:${body}`, "hex")}`,
      "x-slack-request-timestamp": time,
    };
    expect((await post("slack", body, headers)).status).toBe(200);
    await settled(server);
    expect((await seen(server, "slack")).map(({ data }) => data.of)).toMatchObject([
      { id: "t1", type: "/deploy" },
    ]);
    const late = { ...headers, "x-slack-request-timestamp": String(seconds() - 301) };
    expect((await post("slack", body, late)).status).toBe(400);
  });

  it("forms; without an id the body's hash is one", async () => {
    const body = "event=lead&name=J%C3%B6rg+M&x=a%3Db=c&name=last+wins";
    const form = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
    expect((await plain("plain", body, form)).json).toEqual({ received: true });
    expect((await plain("plain", body, form)).json).toEqual({ received: true, repeated: true });
    await settled(server);
    const [run] = await seen(server, "plain");
    expect(run?.data.event).toEqual({ event: "lead", name: "last wins", x: "a=b=c" });
    expect(run?.of).toBe("lead");
  });

  it("GitHub's forms have their JSON in a field", async () => {
    const body = `payload=${encodeURIComponent('{"ref":"ä+b"}')}`;
    const headers = {
      ...(await sign("github", body, { id: "form-1" })),
      "content-type": "application/x-www-form-urlencoded",
    };
    expect((await post("github", body, headers)).status).toBe(200);
    expect((await row("github", "form-1")).payload).toEqual({ ref: "ä+b" });
  });

  it("a verification of one's own", async () => {
    const body = JSON.stringify({ uuid: "u1", kind: "made", value: 5 });
    const open = { "x-token": "open sesame" };
    expect((await post("custom", body, open)).json).toEqual({ received: true });
    expect((await post("custom", body, open)).json.repeated).toBe(true);
    await settled(server);
    expect((await seen(server, "custom")).map(({ data }) => data)).toMatchObject([
      { event: { value: 5 }, of: { id: "u1", type: "made", at: "2023-11-14T22:13:20.000000Z" } },
    ]);
    const before = await count();
    expect((await post("custom", body)).status).toBe(401);
    expect((await post("custom", "{", open)).status).toBe(400);
    expect((await post("custom", "{}", open)).status).toBe(400);
    expect(await count()).toEqual(before);
    await server.waitForLog(/custom: verify refused a request/);
  });
});

describe("limits", () => {
  it("addresses", async () => {
    expect((await plain("near", '{"id":1}')).status).toBe(200);
    const refused = await plain("far", '{"id":1}', { "x-forwarded-for": "3.18.12.63" });
    expect(refused.status).toBe(403);
  });

  it("requests of a source, in all VMs together", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, id) => plain("rare", JSON.stringify({ id: `r${id}` }))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(17);
  });

  it("bytes of a body, also of one whose length is not told", async () => {
    expect((await plain("small", JSON.stringify({ id: "s".repeat(80) }))).status).toBe(200);
    const body = JSON.stringify({ id: "s".repeat(100) });
    expect((await plain("small", body)).status).toBe(413);
    const large = JSON.stringify({ id: "s".repeat(100_000) });
    const chunked = await fetch(url("small"), {
      method: "POST",
      body: new Blob([large]).stream(),
      duplex: "half",
      headers: { "x-sig": hmac("s", large, "hex") },
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });
});

it("events whose id is missing, too long, or no text", async () => {
  const before = await count();
  expect((await shop({ type: "x" })).status).toBe(400);
  expect((await shop({ id: "", type: "x" })).status).toBe(400);
  expect((await shop({ id: { a: 1 }, type: "x" })).status).toBe(400);
  expect((await shop({ id: "x".repeat(256), type: "x" })).status).toBe(400);
  expect((await shop({ id: "evt_t", type: "x".repeat(256) })).status).toBe(400);
  expect(await count()).toEqual(before);
  expect((await shop({ id: "evt_no_type" })).status).toBe(200);
  expect((await shop({ id: "evt_type", type: { toString: 1 }, created: "soon" })).status).toBe(200);
  expect((await shop({ id: "evt_proto", type: "__proto__", created: -1e20 })).status).toBe(200);
  await settled(server);
});

it("nobody but superusers reads events, and nobody deletes the collection", async () => {
  for (const name of ["bundle_events", "bundle_latest"]) {
    expect((await fetch(`${server.url}/api/collections/${name}/records`)).status).toBe(403);
    await expect(server.pb.collections.delete(name)).rejects.toThrow();
  }
});

it("what is over and old is cleared away", async () => {
  await probe(
    server,
    `$app.db().newQuery("UPDATE bundle_events SET finished = '2020-01-01 00:00:00.000Z' WHERE event = 'evt_1' AND source = 'stripe'").execute()`,
  );
  await probe(server, `$app.cron().jobs().find((job) => job.id() === "pocketbundle-events").run()`);
  expect(
    await sql(
      server,
      "SELECT id AS v FROM bundle_events WHERE event = 'evt_1' AND source = 'stripe'",
    ),
  ).toEqual([]);
  expect(Number((await count())[0])).toBeGreaterThan(20);
});
