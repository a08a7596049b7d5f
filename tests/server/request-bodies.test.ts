// Bodies that are too large, broken, deep, or never read.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serve, serveAll } from "./bundle.ts";
import { answersTo } from "./connection.ts";

const SECRET = "whsec_for_tests";
const CONFIG = `module.exports = {
  receive: { stripe: { secret: "${SECRET}", on: { "*": () => {} } }, verified: { verify: (request) => ({ type: request.text() }), on: { "*": () => {} } } },
  mail: {
    transport: { provider: "mailgun", key: "key-1", domain: "example.com", webhookSecret: "signing-key" },
    messages: { news: { category: "news" } },
  },
  extensions: [{ name: "own", routes: [
    { method: "POST", path: "/api/own/limited", auth: "public", bodyLimit: 1000, handler: (ctx) => ({ length: ctx.request.text().length }) },
    { method: "POST", path: "/api/own/unread", auth: "public", handler: () => ({}) },
    { method: "POST", path: "/api/own/body", auth: "public", handler: (ctx) => ctx.body },
    { method: "POST", path: "/api/own/rules", auth: "public", body: { a: { required: true } }, handler: () => ({}) },
    { method: "POST", path: "/api/own/files", auth: "public", handler: (ctx) => ctx.files("file").length },
    { method: "POST", path: "/api/own/whole", auth: "public", handler: (ctx) => [ctx.request.text().length, ctx.request.text().length, ctx.event.requestInfo().body] },
    { method: "POST", path: "/api/own/info", auth: "public", handler: (ctx) => ctx.event.requestInfo().body },
    { method: "POST", path: "/api/own/upload", auth: "public", handler: (ctx) => ctx.event.findUploadedFiles("file").length },
    { method: "POST", path: "/api/own/fault", auth: "public", handler: () => { $os.readFile("/nowhere"); } },
    { method: "GET", path: "/api/own/query", auth: "public", handler: (ctx) => ctx.query },
    { method: "POST", path: "/api/own/users", auth: "users", handler: () => ({}) },
    { method: "POST", path: "/api/own/any", auth: "any", handler: () => ({}) },
    { method: "POST", path: "/api/own/superusers", auth: "superusers", handler: () => ({}) },
  ] }],
};`;
const HOOKS = { "mail/news.html": "<p>News</p>", "mail/news.subject.txt": "News" };
// The memory is measured with Go's default.
const server = await serveAll({ config: CONFIG, hooks: HOOKS, env: { GOGC: "100" } });

const raw = (text: string, { ends = false, url = server.url } = {}) =>
  answersTo(url, text, { ends });

/** Error rows that were added during the run. */
async function errorsDuring(run: () => Promise<void>): Promise<string[]> {
  const errors = async () => (await server.logs()).filter(({ level }) => Number(level) >= 8);
  const before = (await errors()).length;
  await run();
  return (await errors()).slice(before).map(({ message }) => message);
}

/** A server's memory in MB. */
const memory = (pid: number | undefined) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

const head = (method: string, path: string, ...headers: string[]) =>
  [`${method} ${path} HTTP/1.1`, "Host: x", ...headers, "", ""].join("\r\n");
const sized = (method: string, path: string, body: string, type = "text/plain") =>
  head(method, path, `Content-Type: ${type}`, `Content-Length: ${body.length}`) + body;
const INNER = head("GET", "/api/health");
const BIG = INNER + "x".repeat(300_000);
const CHUNKED = `${BIG.length.toString(16)}\r\n${BIG}\r\n0\r\n\r\n`;

describe("the rest of a body is never the next request:", () => {
  const ROUTES: [string, string, number][] = [
    ["POST", "/api/bundle/receive/stripe", 400],
    ["GET", "/api/bundle/receive/stripe", 405],
    ["POST", "/api/bundle/receive/verified", 400],
    ["POST", "/api/bundle/receive/nobody", 404],
    ["POST", "/api/bundle/mail/feedback/mailgun", 401],
    ["POST", "/api/bundle/unsubscribe", 413],
    ["GET", "/api/bundle/unsubscribe", 413],
    ["GET", "/api/bundle/mail/preview-page", 200],
    ["GET", "/api/bundle/mail/preview", 401],
    ["GET", "/api/bundle/health", 401],
    ["POST", "/api/own/limited", 413],
    ["POST", "/api/own/unread", 200],
    ["POST", "/api/own/body", 400],
    ["POST", "/api/own/rules", 400],
    ["POST", "/api/own/files", 200],
    ["POST", "/api/own/users", 401],
    ["POST", "/api/own/any", 401],
    ["POST", "/api/own/superusers", 401],
  ];
  it.each(ROUTES)("%s %s", async (method, path, status) => {
    const { statuses } = await raw(sized(method, path, BIG));
    expect(statuses).toEqual([status]);
    const chunked = await raw(head(method, path, "Transfer-Encoding: chunked") + CHUNKED);
    // The page reads no body, so it does not learn how long one without a length is.
    const expected = path === "/api/bundle/unsubscribe" ? 400 : status;
    expect(chunked.statuses).toEqual([expected]);
  });

  it("and a connection goes on after a body that was read", async () => {
    const { statuses, text } = await raw(
      sized("POST", "/api/own/whole", "x".repeat(300_000)) + INNER,
    );
    expect(statuses).toEqual([400, 200]);
    expect(text).toContain("API is healthy");
    const small = await raw(sized("POST", "/api/own/unread", "x".repeat(1000)) + INNER);
    expect(small.statuses).toEqual([200, 200]);
  });
});

describe("a limit", () => {
  const chunk = (size: number) => `${size.toString(16)}\r\n${"x".repeat(size)}\r\n0\r\n\r\n`;
  it.each([
    [1000, 200],
    [1001, 413],
    [100_000, 413],
  ])("of 1000 bytes, for %i bytes: %i", async (size, status) => {
    const body = "x".repeat(size);
    expect((await raw(sized("POST", "/api/own/limited", body))).statuses).toEqual([status]);
    const path = head("POST", "/api/own/limited", "Transfer-Encoding: chunked");
    const chunked = await raw(path + chunk(size));
    expect(chunked.statuses).toEqual([status]);
    if (status === 413) expect(chunked.text).toContain("Request entity too large.");
  });
});

describe("a broken body is a 400, and no error of the server:", () => {
  const JSON_TYPE = "Content-Type: application/json";
  const PATHS = ["receive/stripe", "receive/verified", "mail/feedback/mailgun"]
    .map((path) => `/api/bundle/${path}`)
    .concat(["body", "rules", "limited", "whole"].map((path) => `/api/own/${path}`));
  it.each(PATHS)("%s", async (path) => {
    const errors = await errorsDuring(async () => {
      const cut = head("POST", path, JSON_TYPE, "Content-Length: 100");
      expect((await raw(`${cut}{"a":1`, { ends: true })).statuses).toEqual([400]);
      const half = head("POST", path, JSON_TYPE, "Transfer-Encoding: chunked");
      expect((await raw(`${half}5\r\n{"a"`, { ends: true })).statuses).toEqual([400]);
    });
    expect(errors).toEqual([]);
    const chunked = head("POST", path, JSON_TYPE, "Transfer-Encoding: chunked");
    expect((await raw(`${chunked}ZZZ\r\n`)).statuses).toEqual([400]);
  });

  it.each([
    ["deep JSON", "application/json", `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`],
    [
      "deep JSON in a form",
      "application/x-www-form-urlencoded",
      `@jsonPayload={"a":${"[".repeat(99)}${"]".repeat(99)}}`,
    ],
    ["a half of JSON", "application/json", "{"],
    ["a form with a %", "application/x-www-form-urlencoded", "a=100%"],
    ["a form without a boundary", "multipart/form-data", "a"],
    ["XML", "text/xml", "<a>"],
  ])("%s", async (_what, type, body) => {
    expect((await raw(sized("POST", "/api/own/body", body, type))).statuses).toEqual([400]);
    expect((await raw(sized("POST", "/api/own/rules", body, type))).statuses).toEqual([400]);
  });
});

describe("a handler that reads the body by itself", () => {
  const FORM = "multipart/form-data; boundary=b";
  const BROKEN = [
    ["info", "application/json", "{"],
    ["info", "application/json", "[1]"],
    ["info", "application/json", '"\\ud800'],
    ["info", "application/x-www-form-urlencoded", "a=100%"],
    ["info", "application/x-www-form-urlencoded", "a;b"],
    ["info", "multipart/form-data", "a"],
    ["info", FORM, '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'],
    ["info", FORM, "--b\r\nContent-Disposition\x12\r\n\r\nx\r\n--b--"],
    ["info", "text/xml", "<a></a>"],
    ["info", "text/xml", "<"],
    ["upload", "application/json", "{}"],
    ["upload", FORM, "--b--\r\n"],
    ["upload", FORM, "--b"],
  ] as const;

  it("answers 400 to a broken one, and logs no error of its own", async () => {
    const errors = await errorsDuring(async () => {
      const answers = BROKEN.map(([path, type, body]) =>
        raw(sized("POST", `/api/own/${path}`, body, type)),
      );
      const statuses = (await Promise.all(answers)).map((answer) => answer.statuses);
      expect(statuses).toEqual(BROKEN.map(() => [400]));
    });
    // PocketBase's own lines name the request that was refused.
    expect(errors.filter((line) => !line.startsWith("POST /api/own/"))).toEqual([]);
  });

  it("answers 500 when the fault is its own, and logs it", async () => {
    const errors = await errorsDuring(async () => {
      const { statuses } = await raw(sized("POST", "/api/own/fault", "{", "application/json"));
      expect(statuses).toEqual([500]);
    });
    expect(errors.join()).toContain("own: POST /api/own/fault failed");
  });
});

describe("ctx.query", () => {
  it.each([
    ["?a=1&b=x+y%20z&a=2&c", { a: "1", b: "x y z", c: "" }],
    [
      "?get=1&has=2&constructor=3&%C3%A4=%F0%9F%98%80",
      { get: "1", has: "2", constructor: "3", ä: "😀" },
    ],
    ["?a=%ff", { a: "\ufffd" }],
    ["?a=%zz&b=1", { b: "1" }],
    ["", {}],
  ])("of %s, and the body is not read", async (query, expected) => {
    const { text } = await raw(sized("GET", `/api/own/query${query}`, "{", "application/json"));
    expect(JSON.parse(Buffer.from(text.split("\r\n\r\n")[1] ?? "", "latin1").toString())).toEqual(
      expected,
    );
  });
});

describe.runIf(process.platform === "linux")(
  "the memory after deep bodies without a signature",
  () => {
    const body = "[".repeat(999_999);

    /** The growth in MB by seven requests after a first one. */
    async function growth(url: string, pid: number | undefined, path: string, status: number) {
      const length = `Content-Length: ${body.length}`;
      const request = head(
        "POST",
        path,
        "Content-Type: application/json",
        "Connection: close",
        length,
      );
      const send = () => raw(request + body, { url });
      await send();
      const before = memory(pid);
      for (let i = 0; i < 7; i++) expect((await send()).statuses).toEqual([status]);
      return memory(pid) - before;
    }
    const PATHS: [string, number][] = [
      ["/api/bundle/mail/feedback/mailgun", 401],
      ["/api/bundle/receive/stripe", 400],
    ];

    it.each(PATHS)(
      "%s: Go's collector lets garbage wait, but not without a bound",
      async (path, status) => {
        expect(await growth(server.url, server.pid, path, status)).toBeLessThan(40);
      },
    );

    it.each(PATHS)(
      "%s: nothing is kept, as a collector that runs early shows",
      async (path, status) => {
        // By default, the collector waits until the heap has doubled, and then keeps the pages.
        const early = await serve({ config: CONFIG, hooks: HOOKS, env: { GOGC: "20" } });
        expect(await growth(early.url, early.pid, path, status)).toBeLessThan(20);
      },
    );
  },
);
