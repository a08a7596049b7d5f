import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { ORDERS, serve } from "./bundle.ts";
import { withoutMailer } from "./outbox.ts";

const pages = [
  "README.md",
  ...readdirSync("docs")
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const examples = pages.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(
    ([, code], index) => [`${page} (${index + 1})`, code ?? ""] as const,
  ),
);
const MESSAGES = ["order-placed", "order-paid", "news", "welcome", "thanks"];
const templates = MESSAGES.flatMap((name) => [
  [`mail/${name}.html`, "<p>{{record.id}}</p>"],
  [`mail/${name}.subject.txt`, "Hello"],
]);

const SUBSCRIPTIONS = {
  "2_subscriptions.js": `migrate((app) => app.save(new Collection({ type: "base", name: "subscriptions",
    fields: ["stripe_id", "user", "status", "plan"].map((name) => ({ type: "text", name })) })))`,
};

/** The environment variables that the examples read. */
const SECRETS = {
  STRIPE_WEBHOOK_SECRET: "whsec_test",
  GITHUB_WEBHOOK_SECRET: "for-tests",
  CLERK_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  POLAR_WEBHOOK_SECRET: "polar_whs_x",
  SLACK_SIGNING_SECRET: "for-tests",
  WOOCOMMERCE_WEBHOOK_SECRET: "for-tests",
  BANK_TOKEN: "x",
  PAYMENTS_SECRET: "for-tests",
};

describe("the examples of the documentation start a server", () => {
  it.each(examples)("%s", async (_page, config) => {
    const server = await serve({
      config,
      migrations: { ...ORDERS, ...SUBSCRIPTIONS },
      hooks: Object.fromEntries(templates),
      env: {
        ...SECRETS,
        RESEND_API_KEY: "re_x",
        RESEND_WEBHOOK_SECRET: `whsec_${"Y2hp".repeat(8)}`,
      },
    });
    // The line of the start, and nothing else but what an example is about.
    const log = withoutMailer(server.log())
      .replace(/Pocketbundle \d.*/, "")
      .replace(config.includes('scope: "request"') ? /.*holds a VM.*/ : "", "")
      .replace(config.includes('indexes: "manual"') ? /.*without an index.*/ : "", "");
    expect(log).not.toMatch(/pocketbundle/i);
  });

  it("finds them", () => expect(examples.length).toBeGreaterThanOrEqual(6));
});

describe("the smallest config of the README", () => {
  it("starts on an empty PocketBase, and has the answer that the README shows", async () => {
    const [, config = ""] = examples.find(([page]) => page === "README.md (1)") ?? [];
    expect(Object.keys(evaluated(config))).toEqual(["validate"]);
    const server = await serve({ config, migrations: {} });
    const readme = readFileSync("README.md", "utf8");
    const [, curl = ""] = readme.match(/```sh\n(curl [\s\S]*?)```/) ?? [];
    const [, answer = ""] = readme.match(/```json\n(.*)\n```/) ?? [];
    const script = curl.replace("127.0.0.1:8090", new URL(server.url).host);
    const { stdout } = await promisify(execFile)("bash", ["-ec", script]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(answer));
  });
});

/** What a config exports. */
function evaluated(config: string): object {
  const module = { exports: {} };
  new Function("module", config)(module);
  return module.exports;
}

/**
 * A server that books parcels. It refuses the first request, and recognises repeated bookings by
 * their idempotency key.
 */
async function startParcels() {
  const calls: string[] = [];
  const bookings = new Map<string, string>();
  const parcels = createServer((request, response) => {
    const key = String(request.headers["idempotency-key"]);
    calls.push(`${request.method} ${request.url} ${key}`);
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (calls.length === 1) return response.writeHead(503).end();
      bookings.set(key, JSON.parse(body).order);
      response.writeHead(201, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ number: `P-${bookings.size}` }));
    });
  });
  await new Promise<void>((done) => parcels.listen(0, "127.0.0.1", done));
  onTestFinished(() => new Promise((done) => parcels.close(() => done())));
  return { calls, bookings, url: `http://127.0.0.1:${(parcels.address() as AddressInfo).port}` };
}

describe("the example of docs/jobs.md", () => {
  it("books one parcel for a paid order, at the second attempt", async () => {
    const [, example = ""] = examples.find(([page]) => page.startsWith("docs/jobs.md")) ?? [];
    const { calls, bookings, url } = await startParcels();
    const server = await serve({
      config: `${example}\nmodule.exports.jobs = { backoff: 200 };`,
      env: { PARCELS_URL: url },
    });
    const orders = server.client().collection("orders");
    const order = await orders.create({ title: "Lamp", status: "placed" });
    await orders.update(order.id, { title: "Lamp, white" });
    await orders.update(order.id, { status: "paid" });
    await expect.poll(async () => (await orders.getOne(order.id)).trace).toBe("P-1");

    const jobs = server.pb.collection("bundle_jobs");
    await expect
      .poll(async () => (await jobs.getFullList()).map(({ status }) => status))
      .toEqual(["done"]);
    const [job] = await jobs.getFullList();
    expect(job).toMatchObject({ type: "book-parcel", payload: { order: order.id }, attempts: 2 });
    expect(calls).toEqual(Array(2).fill(`POST /bookings ${job?.id}`));
    expect([...bookings]).toEqual([[job?.id, order.id]]);
  });
});
