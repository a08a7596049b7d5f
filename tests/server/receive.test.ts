// Tests webhooks on a real server, as far as the mock lacks something.
// tests/contract/receive*.test.ts has the rest, on both.
import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { hmac, SECRETS, SENDERS, type SenderName } from "../senders.ts";
import { serveAll } from "./bundle.ts";
import { hurry, PROBE, probe, settled, sql } from "./work.ts";

const NAMES = Object.keys(SENDERS) as SenderName[];
const server = await serveAll({
  env: Object.fromEntries(NAMES.map((name) => [`${name}_secret`.toUpperCase(), SECRETS[name]])),
  hooks: PROBE,
  config: `
const signed = { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig" }, on: { "*": () => {} } };
module.exports = {
  jobs: { poll: 20, backoff: 50 },
  receive: {
    ${NAMES.map((name) => `${name}: { secret: process.env.${name.toUpperCase()}_SECRET, on: { push: () => {} } },`).join("\n")}
    shop: { scheme: "stripe", secret: "whsec_shop", on: {
      "done": () => {},
      "fails": (event, ctx) => { if (!ctx.app.store().get("test.stock")) throw new Error("out of stock"); },
      "drops": (event, ctx) => { if (event.until) throw ctx.discard("no such order"); },
    } },
    rare: { ...signed, rateLimit: { max: 3, per: "1d" } },
    forged: { ...signed, rateLimit: { max: 3, per: "1d" } },
    doubted: { verify: () => { throw new Error("no token"); }, on: { "*": () => {} }, rateLimit: { max: 2, per: "1d" } },
    small: { ...signed, bodyLimit: 100 },
  },
};`,
});

const url = (name: string) => `${server.url}/api/bundle/receive/${name}`;
const post = async (name: string, body: string, headers: Record<string, string>) =>
  (await fetch(url(name), { method: "POST", body, headers })).status;
const shop = (event: object) => {
  const body = JSON.stringify(event);
  return post("shop", body, SENDERS.stripe(body, { secret: "whsec_shop" }));
};
const plain = (name: string, body: string) =>
  post(name, body, { "x-sig": hmac("secret", body, "hex") });

const events = server.pb.collection("bundle_events");
const row = (event: string) =>
  events.getFirstListItem(server.pb.filter("event = {:event}", { event }));
const statusOf = async (event: string) => (await row(event)).status;

it.each(NAMES)("%s: no secret is answered or printed", async (scheme) => {
  for (const secret of [SECRETS[scheme], SECRETS.standard.toLowerCase()]) {
    const headers = await SENDERS[scheme]("[1]", { secret });
    const response = await fetch(url(scheme), { method: "POST", body: "[1]", headers });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain(SECRETS[scheme].slice(0, 12));
  }
  expect(server.log()).not.toContain(SECRETS[scheme]);
});

it("other methods are told which one is right", async () => {
  const response = await fetch(url("stripe"), { method: "PUT" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

describe("handlers", () => {
  it("the error of an attempt can be seen, with its place in the config", async () => {
    await shop({ id: "evt_fails", type: "fails" });
    await expect
      .poll(async () => (await row("evt_fails")).error)
      .toMatch(/out of stock[\s\S]*pocketbundle\.config\.js:/);
    await probe(server, '$app.store().set("test.stock", "yes");');
    await hurry(server);
    await settled(server);
    expect(await row("evt_fails")).toMatchObject({ status: "done", error: "" });
  });

  it("an event that is ignored has no job", async () => {
    await shop({ id: "evt_ignored", type: "unknown" });
    expect(await statusOf("evt_ignored")).toBe("ignored");
    expect(
      await sql(
        server,
        "SELECT id AS v FROM bundle_jobs WHERE payload ->> 'id' = (SELECT id FROM bundle_events WHERE event = 'evt_ignored')",
      ),
    ).toEqual([]);
  });

  it("a dead event is run again by the command", async () => {
    await shop({ id: "evt_drops", type: "drops", until: 9 });
    await expect.poll(() => statusOf("evt_drops")).toBe("dead");
    const { id, payload } = await row("evt_drops");
    await events.update(id, { payload: { ...payload, until: 0 } });
    expect(await server.command("bundle", "retry", id)).toMatchObject({ code: 0 });
    await expect.poll(() => statusOf("evt_drops")).toBe("done");
  });
});

it("too many requests of a source, in all VMs together", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, id) => plain("rare", JSON.stringify({ id: `r${id}` }))),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(3);
  expect(answers.filter((status) => status === 429)).toHaveLength(17);
});

describe("too many refused requests", () => {
  const rowsOf = async (text: string) =>
    (await server.logs()).filter(({ message }) => message.includes(text));

  it("are counted apart, and fill neither the log nor the sender's limit", async () => {
    const forged = [];
    for (let i = 0; i < 10; i++) forged.push(await post("forged", "{}", { "x-sig": "00" }));
    expect(forged).toEqual([400, 400, 400, ...Array(7).fill(429)]);
    const genuine = [];
    for (let i = 0; i < 4; i++) genuine.push(await plain("forged", JSON.stringify({ id: i })));
    expect(genuine).toEqual([200, 200, 200, 429]);
    // Three forged ones, and the last genuine one.
    await expect.poll(async () => (await rowsOf("/receive/forged")).length).toBe(4);
  });

  it("by hand, too", async () => {
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await post("doubted", "{}", {}));
    expect(answers).toEqual([400, 400, 429, 429, 429, 429]);
    await expect
      .poll(async () => (await rowsOf("POST /api/bundle/receive/doubted")).length)
      .toBe(2);
    expect(await rowsOf("verify refused a request: Error: no token")).toHaveLength(2);
    const answer = await fetch(url("doubted"), { method: "POST", body: "{}" });
    expect(await answer.json()).toEqual({
      data: {},
      message: "Too many requests. Send this one again later.",
      status: 429,
    });
  });
});

describe("too many bytes", () => {
  const large = JSON.stringify({ id: "s".repeat(100_000) });

  it("in a body without a Content-Length", async () => {
    const { status } = await fetch(url("small"), {
      method: "POST",
      body: new Blob([large]).stream(),
      duplex: "half",
      headers: { "x-sig": hmac("secret", large, "hex") },
    } as RequestInit);
    expect(status).toBe(413);
  });

  /**
   * The request has a connection of its own, because PocketBase takes an unread body for the next
   * request.
   */
  const postAlone = (body: string, tries = 10): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(url("small"), { method: "POST", agent: false }, (answer) =>
        resolve(answer.resume().statusCode),
      );
      // The server hangs up on a body that is too large, so its answer may be lost with the
      // connection.
      sent.on("error", (error: NodeJS.ErrnoException) => {
        const isLost = ["ECONNRESET", "EPIPE"].includes(error.code ?? "") && tries > 0;
        if (isLost) resolve(postAlone(body, tries - 1));
        else reject(error);
      });
      sent.end(body);
    });

  it("that are more than the server would read", async () => {
    expect(await postAlone("x".repeat(2_000_000))).toBe(413);
  });
});

it("nobody but superusers reads events, and nobody deletes the collection", async () => {
  for (const name of ["bundle_events", "bundle_latest", "bundle_payments"]) {
    expect((await fetch(`${server.url}/api/collections/${name}/records`)).status).toBe(403);
    await expect(server.pb.collections.delete(name)).rejects.toThrow();
  }
});

it("payments are forgotten two years after their last event", async () => {
  const insert = (name: string, updated: string) =>
    probe(
      server,
      `$app.db().newQuery("INSERT INTO bundle_payments (id, source, kind, name, payment, updated) VALUES ('${name}', 'shop', 'payment', '${name}', '${name}', '${updated}')").execute()`,
    );
  await insert("pi_old", "2020-01-01 00:00:00.000Z");
  await insert("pi_new", new Date(Date.now() - 700 * 86_400_000).toISOString().replace("T", " "));
  await probe(server, `$app.cron().jobs().find((job) => job.id() === "pocketbundle-events").run()`);
  expect(await sql(server, "SELECT name AS v FROM bundle_payments")).toEqual(["pi_new"]);
});

it("old events that have ended are deleted", async () => {
  for (const id of ["evt_old", "evt_new"]) await shop({ id, type: "done" });
  await settled(server);
  await probe(
    server,
    `$app.db().newQuery("UPDATE bundle_events SET finished = '2020-01-01 00:00:00.000Z' WHERE event = 'evt_old'").execute()`,
  );
  await probe(server, `$app.cron().jobs().find((job) => job.id() === "pocketbundle-events").run()`);
  expect(
    await sql(server, "SELECT event AS v FROM bundle_events WHERE event IN ('evt_old', 'evt_new')"),
  ).toEqual(["evt_new"]);
});
