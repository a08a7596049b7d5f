// Tests templates on the real server, because goja has to run them.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { failure, refuse, serve, serveAll } from "./bundle.ts";

const config = `module.exports = { mail: { from: "Shop <hello@example.com>", messages: {
  placed: { on: "orders:create", to: (change) => change.record.email, locale: (change) => change.record.trace,
    data: (change) => ({ order: change.record, rows: change.record.meta }) },
  bare: { to: "a@b.co" },
  broken: { to: "a@b.co" },
} } };`;

const server = await serveAll({
  config,
  hooks: {
    "mail/_layout.html": `<!doctype html><html><head><title>{{> subject}}</title>
<style>p { margin: 0 } td.total { color: red } @media (max-width: 9px) { p { margin: 1px } }</style></head>
<body><div style="display:none">preview</div><!--[if mso]><p>Outlook</p><![endif]-->
{{> content}}
<img src="cid:logo.gif" alt="Shop">{{> footer}}</body></html>`,
    "mail/_footer.html": "<p>Bye</p>",
    "mail/_footer.de.html": "<p>Tschüss</p>",
    "mail/placed.html":
      '<p title="{{order.title}}">{{order.title}}</p>{{#rows}}<table><tr><td class="total">{{.}}</table>{{/rows}}<a href="https://shop.example/{{order.id}}">See it</a>',
    "mail/placed.de.html": "<p>Danke für {{order.title}}</p>",
    "mail/placed.subject.txt": "Your {{order.title}}\n",
    "mail/placed.de-AT.subject.txt": "Servus {{{order.title}}}",
    "mail/placed.de.txt": "Text: {{order.title}}\n",
    "mail/samples/placed.json":
      '{ "order": { "title": "Lamp & <co>", "id": 1 }, "rows": [1, null] }',
    "mail/samples/placed.de-at.json": '{ "order": { "title": "Lampe" } }',
    "mail/images/logo.gif": "GIF89a",
    "mail/bare.html":
      "<html><title>Bare &amp; {{a}}</title><script>alert(1)</script><p>{{a}}</html>",
    "mail/samples/bare.json": '{ "a": "A" }',
    "mail/broken.subject.txt": "x",
    "mail/broken.html": "<p>{{a}}</p>{{#b}}{{c.d}}{{/b}}",
    "mail/samples/broken.json": '{ "b": [{}, null] }',
  },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const orders = server.pb.collection("orders");
const address = { status: "placed", email: "ada@example.com" };

async function sent(order: object) {
  const count = smtp.mails.length;
  await orders.create({ ...address, ...order });
  const mail = (await smtp.waitFor(count + 1)).at(-1);
  return { subject: mail?.subject, html: String(mail?.html), text: mail?.text?.trim() };
}

describe("a message", () => {
  it("has its layout, partials, inlined styles, and a text made of them", async () => {
    const { subject, html, text } = await sent({ title: 'A & "<b>', meta: [1, 2] });
    expect(subject).toBe('Your A & "<b>');
    expect(html).toContain("<title>Your A &amp; &quot;&lt;b&gt;</title>");
    expect(html).toContain(
      '<p style="margin: 0" title="A &amp; &quot;&lt;b&gt;">A &amp; &quot;&lt;b&gt;</p>',
    );
    expect(html.match(/<td style="color: red" class="total">[12]</g)).toHaveLength(2);
    expect(html).toContain("<style>@media (max-width: 9px) { p { margin: 1px } }</style>");
    expect(html).toContain("<!--[if mso]><p>Outlook</p><![endif]-->");
    expect(text).toMatch(
      /^A & "<b>\n\n1\n\n2\n\nSee it \(https:\/\/shop\.example\/\w{15}\) Shop\n\nBye$/,
    );
  });

  it("falls back by file, from de-AT to de to none", async () => {
    const { subject, html, text } = await sent({ title: "<i>", trace: "de_AT" });
    expect(subject).toBe("Servus <i>");
    expect(html).toContain("<title>Servus &lt;i&gt;</title>");
    expect(html).toContain("Danke für &lt;i&gt;");
    expect(html).toContain("Tschüss");
    expect(text).toBe("Text: <i>");
    expect((await sent({ title: "x", trace: "de" })).subject).toBe("Your x");
    expect((await sent({ title: "x", trace: "fr" })).html).toContain("Bye");
  });

  it("keeps every value in its place", async () => {
    const empty = await sent({ title: "" });
    const shape = (html: string) =>
      html.match(/<[^>]*>/g)?.map((tag) => tag.match(/^<[^\s>]*/)?.[0]);
    const hostile = fc.sample(
      fc.string({ unit: fc.constantFrom(..."<>\"'`=&; \r\n{}#/\u2028\u0085ab\0"), maxLength: 40 }),
      40,
    );
    for (const title of hostile) {
      const { subject, html } = await sent({ title });
      expect(shape(html)).toEqual(shape(empty.html));
      const clean = title.replace(/[\s\0\x85]+/g, " ");
      expect(subject).toBe(`Your ${clean}`.replace(/ +/g, " ").trim());
    }
  });
});

const preview = (path: string) => server.pb.send(`/api/bundle/mail/preview${path}`, {});

describe("the preview", () => {
  it("lists messages and their languages, to superusers", async () => {
    expect(await preview("")).toEqual([
      { message: "placed", locales: ["", "de", "de-at"], url: "/api/bundle/mail/preview/placed" },
      // The two messages without a layout have fewer languages, because no other file of theirs has
      // a language.
      { message: "bare", locales: [""], url: "/api/bundle/mail/preview/bare" },
      { message: "broken", locales: ["", "de"], url: "/api/bundle/mail/preview/broken" },
    ]);
    for (const path of ["", "/placed", "/placed?format=html"]) {
      const response = await fetch(`${server.url}/api/bundle/mail/preview${path}`);
      expect(response.status).toBe(401);
    }
  });

  it("renders with sample data, images included", async () => {
    const answer = await preview("/placed");
    expect(answer).toMatchObject({
      subject: "Your Lamp & <co>",
      headers: {},
      missing: [],
      error: null,
    });
    expect(answer.html).toContain(
      `src="data:image/gif;base64,${Buffer.from("GIF89a").toString("base64")}"`,
    );
    expect(answer.text).toContain("See it (https://shop.example/1)");
    expect(await preview("/placed?locale=de-AT")).toMatchObject({ subject: "Servus Lampe" });
  });

  it("names the variables that the sample lacks", async () => {
    const answer = await preview("/broken");
    expect(answer.missing).toEqual(["a", "c.d"]);
    expect(answer.error).toContain('"broken" name variables that their data lacks: a, c.d.');
    expect(await failure(preview("/broken?format=html"))).toMatchObject({
      status: 400,
      message: answer.error,
    });
  });

  it("answers unknown messages and formats with a readable error", async () => {
    expect((await failure(preview("/plased"))).message).toContain('Did you mean "placed"?');
    expect((await failure(preview("/placed?format=pdf"))).message).toContain("json, html or text");
  });

  it("lets no script of a template run", async () => {
    const headers = { Authorization: server.pb.authStore.token };
    const url = `${server.url}/api/bundle/mail/preview/bare?format=`;
    const html = await fetch(`${url}html`, { headers });
    expect(await html.text()).toContain("<script>alert(1)</script>");
    expect(html.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none';/);
    const text = await fetch(`${url}text`, { headers });
    expect(await text.text()).toBe("A");
    expect(text.headers.get("content-type")).toMatch("text/plain");
    const page = await fetch(`${server.url}/api/bundle/mail/preview-page`);
    const [, nonce] = page.headers.get("content-security-policy")?.match(/'nonce-(\w+)'/) ?? [];
    expect((await page.text()).match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
  });
});

it("the demo shop's samples lack nothing, in any language", async () => {
  const folder = "examples/shop/pb_hooks/mail";
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const { pb } = await serve({
    config: `module.exports = { mail: { messages: { "order-placed": {}, "order-paid": {}, news: {} } } };`,
    hooks: Object.fromEntries(
      files.map((file) => [`mail/${relative(folder, file)}`, readFileSync(file, "utf8")]),
    ),
  });
  const messages: { locales: string[]; url: string }[] = await pb.send(
    "/api/bundle/mail/preview",
    {},
  );
  expect(messages).toHaveLength(3);
  for (const { locales, url } of messages) {
    expect(locales).toEqual(["", "de"]);
    for (const locale of locales) {
      expect(await pb.send(url, { query: { locale } })).toMatchObject({ error: null });
    }
  }
});

describe("start-up refuses", () => {
  const a = "<title>A</title>{{> b}}";
  it.each<[string, Record<string, string>, ...string[]]>([
    ["no template", {}, "There is no template pb_hooks/mail/m.html. Make it."],
    ["a language alone", { "m.de.html": "<title>A</title>" }, "pb_hooks/mail/m.html. Make it."],
    ["MJML alone", { "m.mjml": "x" }, "npx mjml pb_hooks/mail/m.mjml -o pb_hooks/mail/m.html"],
    [
      "no subject",
      { "m.html": "<p>" },
      "The message has no subject. Make pb_hooks/mail/m.subject.txt",
    ],
    [
      "what does not parse",
      { "m.html": "a\n{{#b}}" },
      'pb_hooks/mail/m.html:2: Unclosed section "b".',
    ],
    [
      "the same in one language",
      { "m.html": "<title>A</title>", "m.de.txt": "{{" },
      "m.de.txt:1: Unclosed tag.",
    ],
    [
      "an unknown partial",
      { "m.html": a },
      'm.html:1: There is no partial "b". Make pb_hooks/mail/_b.html.',
    ],
    [
      "a loop",
      { "m.html": a, "_b.html": "{{> c}}", "_c.html": "{{> b}}" },
      "mail/_b.html → mail/_c.html → mail/_b.html",
    ],
    [
      "a layout in itself",
      { "m.html": "{{> layout}}", "_layout.html": "{{> content}}" },
      "without end",
    ],
    [
      "a layout without content",
      { "m.html": "x", "_layout.html": "<title>A</title>" },
      "has no {{> content}}",
    ],
    [
      "a value without quotes",
      { "m.html": "<title>A</title><a href={{b}}>" },
      "<a href={{b}}> has a value outside of quotes",
    ],
    [
      "a missing image",
      { "m.html": '<title>A</title><img src="cid:a.png">' },
      "shows pb_hooks/mail/images/a.png, which does not exist",
    ],
    [
      "an image elsewhere",
      { "m.html": '<title>A</title><img src="cid:../a.png">' },
      '"cid:../a.png": Expected the name',
    ],
    [
      "a sample that is no JSON",
      { "m.html": "<title>A</title>", "samples/m.json": "{" },
      "pb_hooks/mail/samples/m.json: Expected JSON",
    ],
    [
      "a sample that is a list",
      { "m.html": "<title>A</title>", "samples/m.de.json": "[]" },
      "samples/m.de.json: Expected an object",
    ],
  ])("%s", async (_, files, ...expected) => {
    const hooks = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`mail/${name}`, text]),
    );
    const { output } = await refuse(`module.exports = { mail: { messages: { m: {} } } };`, {
      hooks,
    });
    for (const text of ["mail.messages.m", ...expected]) expect(output).toContain(text);
  });
});

it("a wrong template leaves the other messages working where the config may be wrong", async () => {
  const { pb } = await serve({
    config: "module.exports = { mail: { messages: { m: {}, n: {} } } };",
    hooks: { "mail/m.html": "<title>A</title>" },
    env: { POCKETBUNDLE_ON_ERROR: "log" },
  });
  expect(await pb.send("/api/bundle/mail/preview/m", {})).toMatchObject({ subject: "A" });
  expect((await failure(pb.send("/api/bundle/mail/preview/n", {}))).message).toContain("n.html");
});

it("a process that has not checked the templates prepares a message by itself", async () => {
  const { pb } = await serve({
    config: `module.exports = { mail: { messages: { m: {} } }, extensions: [{ name: "x", routes: [{
      method: "POST", path: "/forget", auth: "public",
      handler: (ctx) => ctx.app.store().remove("pocketbundle mail m") }] }] };`,
    hooks: { "mail/m.html": "<title>A</title>" },
  });
  await pb.send("/forget", { method: "POST" });
  expect(await pb.send("/api/bundle/mail/preview/m", {})).toMatchObject({ subject: "A" });
});
