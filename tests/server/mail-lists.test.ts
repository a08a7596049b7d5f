// Tests lists: a mail for each recipient, the links to unsubscribe, and recipients who get no more
// mail.
import type { ParsedMail } from "mailparser";
import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { PROBE, settled } from "./work.ts";

const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 100 },
    mail: { from: "Shop <shop@example.com>", messages: {
      digest: { category: "tips", on: "orders:create", to: (c) => c.record.meta, data: () => ({ text: "x" }) },
      news: { category: "bulk" }, tips: { category: "tips" }, note: {} } },
    extensions: [${SENDER}] };`,
  hooks: {
    ...templates("note", "tips", "digest"),
    "mail/news.html": '<p>{{text}}</p><a href="{{unsubscribe}}">No more</a>',
    "mail/news.subject.txt": "news {{text}}",
    ...PROBE,
  },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
await server.pb.settings.update({ meta: { appURL: `${server.url}/` } });
const suppressions = server.pb.collection("bundle_suppressions");

/** Returns the mails that are sent. */
async function sent(message: string, to: string | string[], own: object = {}) {
  const count = smtp.mails.length;
  const { ids } = await send(server, message, { to, data: { text: "x" }, ...own });
  await settled(server);
  const rows = (await outbox(server)).filter(({ id }) => ids.includes(id));
  return { rows, mails: smtp.mails.slice(count) };
}
const addressesOf = ({ to, cc, bcc }: ParsedMail) =>
  [to, cc, bcc].flat().flatMap((one) => one?.value.map(({ address }) => address) ?? []);
it("data has no link of its own in the place of the one to unsubscribe", async () => {
  const data = { text: "x", unsubscribe: "https://evil.example/" };
  const { mails } = await sent("news", "own-link@example.com", { data });
  expect(mails[0]?.html).not.toContain("evil.example");
  expect(mails[0]?.html).toContain("unsubscribe?a");
});

async function linkTo(address: string, message = "news") {
  const { mails } = await sent(message, address);
  const list = mails[0]?.headers.get("list") as { unsubscribe: { url: string } };
  return new URL(list.unsubscribe.url);
}
const withQuery = (link: URL, own: Record<string, string>) => {
  const url = new URL(link);
  for (const [name, value] of Object.entries(own)) url.searchParams.set(name, value);
  return url;
};

describe("a message of a list", () => {
  it("is a mail for each recipient, with the headers and the link of RFC 8058", async () => {
    const to = ["Ada <ada@example.com>", "bob@example.com", "ADA@example.com"];
    const { rows, mails } = await sent("news", to, { key: "once" });
    expect(rows.map(({ to, category }) => [to, category])).toEqual([
      ["ada@example.com", "bulk"],
      ["bob@example.com", "bulk"],
    ]);
    expect(mails.flatMap(addressesOf).sort()).toEqual(["ada@example.com", "bob@example.com"]);
    for (const mail of mails) {
      const raw = mail.headerLines.find(({ key }) => key === "list-unsubscribe")?.line ?? "";
      const [, url = ""] = raw.match(/^List-Unsubscribe: <(\S+)>$/) ?? [];
      expect(url).toContain(`${server.url}/api/bundle/unsubscribe?a=`);
      expect(mail.headerLines.find(({ key }) => key === "list-unsubscribe-post")?.line).toBe(
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      );
      expect(mail.html).toMatch(/<a href="http:&#x2F;&#x2F;\S+unsubscribe\?a&#x3D;\S+">No more/);
      expect(mail.text).toContain(url);
    }
    expect((await sent("news", to, { key: "once" })).mails).toEqual([]);
  });

  it("on a change goes to all valid addresses, and the others fail with a reason", async () => {
    const count = smtp.mails.length;
    const meta = [
      "one@example.com",
      "nobody",
      "two@example.com",
      "ONE@example.com",
      5,
      "none at all",
    ];
    await server.client().collection("orders").create({ title: "x", meta });
    await settled(server);
    expect(smtp.mails.slice(count).flatMap(addressesOf).sort()).toEqual([
      "one@example.com",
      "two@example.com",
    ]);
    const rows = (await outbox(server)).filter(({ message }) => message === "digest");
    expect(rows.map(({ status }) => status)).toEqual([
      "sent",
      "failed",
      "sent",
      "failed",
      "failed",
    ]);
    const [, failed] = rows;
    const mails = server.pb.collection("bundle_mails");
    const two = { to: "a@b.cd, c@d.ef", status: "queued" };
    await expect(mails.update(failed?.id ?? "", two)).rejects.toMatchObject({ status: 400 });
    await mails.update(failed?.id ?? "", { to: "three@example.com", status: "queued" });
    await settled(server);
    expect(smtp.mails.slice(count).flatMap(addressesOf)).toContain("three@example.com");
  });

  it("other mails have neither", async () => {
    const [mail] = (await sent("note", "ada@example.com")).mails;
    expect(mail?.headers.has("list")).toBe(false);
    expect(mail?.headers.has("list-unsubscribe-post")).toBe(false);
  });
});

describe("the link", () => {
  it("shows a page and changes nothing, however often it is followed", async () => {
    const link = await linkTo("eve+a&b@example.com");
    for (const method of ["GET", "HEAD", "GET"]) {
      const page = await fetch(link, { method, redirect: "error" });
      expect(page.status).toBe(200);
      expect(page.headers.get("content-type")).toContain("text/html");
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
      const text = await page.text();
      if (method === "GET") expect(text).toContain("eve+a&amp;b@example.com");
    }
    expect((await suppressions.getFullList()).length).toBe(0);
  });

  it("unsubscribes by POST, without a login or a redirect, from this list alone", async () => {
    const link = await linkTo("ada@example.com");
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(link, {
        method: "POST",
        redirect: "error",
        body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
      });
      expect(answer.status).toBe(200);
    }
    expect(await suppressions.getFullList()).toMatchObject([
      { address: "ada@example.com", category: "bulk", reason: "unsubscribed" },
    ]);
    const { rows, mails } = await sent("news", ["ada@example.com", "bob@example.com"]);
    expect(rows.map(({ status }) => status)).toEqual(["suppressed", "sent"]);
    expect(mails.map(addressesOf)).toEqual([["bob@example.com"]]);
    expect((await sent("tips", "ada@example.com")).mails).toHaveLength(1);
    expect((await sent("note", "ada@example.com")).mails).toHaveLength(1);
  });

  it("lets mail through again when the row is deleted", async () => {
    for (const { id } of await suppressions.getFullList()) await suppressions.delete(id);
    expect((await sent("news", "ada@example.com")).mails).toHaveLength(1);
  });

  it("does nothing for a signature that is not its own", async () => {
    const link = await linkTo("ada@example.com");
    const signature = link.searchParams.get("s") ?? "";
    const flipped = (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
    for (const own of [
      { s: flipped },
      { s: "" },
      { s: signature.toUpperCase() },
      { s: `${signature}0` },
      { a: "bob@example.com" },
      { a: "" },
      { c: "tips" },
      { c: "" },
      { a: "ada@example.com\nbulk", c: "" },
      { a: "<script>alert(1)</script>" },
      { c: '"><img src=x onerror=alert(1)>' },
      { a: "x".repeat(100_000) },
      { s: "\0' OR 1=1 --" },
    ]) {
      for (const method of ["GET", "POST"]) {
        const answer = await fetch(withQuery(link, own), { method, redirect: "error" });
        expect([own, answer.status]).toEqual([own, 400]);
        const text = await answer.text();
        expect(text).not.toMatch(/script>alert|onerror|xxxx|OR 1=1/);
        expect(text.length).toBeLessThan(2000);
      }
    }
    for (const query of ["", "?s=1", "?a[]=x&s=%zz", `?${"a=b&".repeat(5000)}`]) {
      const answer = await fetch(`${link.origin}${link.pathname}${query}`, { method: "POST" });
      expect(answer.status).toBe(400);
    }
    expect(await suppressions.getFullList()).toEqual([]);
  });

  it("is in no line of the log, whatever the answer", async () => {
    const link = await linkTo("secret-reader@example.com");
    const signature = link.searchParams.get("s") ?? "";
    const answers = [];
    for (const body of ["x", "x".repeat(20_000), "@jsonPayload={"])
      answers.push((await fetch(link, { method: "POST", body })).status);
    answers.push((await fetch(withQuery(link, { c: "tips" }))).status);
    answers.push((await fetch(link)).status);
    expect(answers).toEqual([200, 413, 200, 400, 200]);
    const lines = async () =>
      (await server.logs()).filter(({ message }) => message.includes("/api/bundle/unsubscribe"));
    await expect.poll(async () => (await lines()).length).toBeGreaterThan(0);
    const text = JSON.stringify(await server.logs());
    expect(text).toContain('"url":"/api/bundle/unsubscribe"');
    expect(text + server.log()).not.toContain(signature);
    expect(text + server.log()).not.toContain("secret-reader");
    for (const { id } of await suppressions.getFullList()) await suppressions.delete(id);
  });

  it("takes no other method", async () => {
    const link = await linkTo("ada@example.com");
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const { status } = await fetch(link, { method });
      expect([404, 405]).toContain(status);
    }
    expect(await suppressions.getFullList()).toEqual([]);
  });

  it("is good after a restart", async () => {
    const link = await linkTo("late@example.com");
    await server.restart();
    expect((await fetch(link, { method: "POST" })).status).toBe(200);
    expect((await sent("news", "LATE@Example.com")).rows[0]?.status).toBe("suppressed");
  });
});

describe("a suppressed recipient", () => {
  it("is left out of to, cc and bcc, and the others get the mail", async () => {
    for (const [address, reason] of [
      ["bounced@example.com", "bounced"],
      ["complained@example.com", "complained"],
    ]) {
      await suppressions.create({ address, reason, category: "" });
    }
    const own = {
      cc: ["Complained@example.com", "cc@example.com"],
      bcc: ["bounced@example.com"],
    };
    const { rows, mails } = await sent("note", ["bounced@example.com", "to@example.com"], own);
    expect(rows.map(({ status }) => status)).toEqual(["sent"]);
    expect(mails.map(addressesOf)).toEqual([["to@example.com", "cc@example.com"]]);
    const all = await sent("note", ["Bounced@example.com"], { cc: "cc@example.com" });
    expect(all.rows).toMatchObject([{ status: "suppressed", error: "", sent: "" }]);
    expect(all.mails).toEqual([]);
  });
});
