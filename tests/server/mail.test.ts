import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";
import { settled } from "./work.ts";

const server = await serveAll({
  config: `
module.exports = { mail: {
  from: "The Shop <hello@example.com>",
  messages: {
    "order-placed": { on: "orders:create", when: (change) => change.record.status === "placed",
      to: (change) => change.record.email, data: (change) => ({ order: change.record, tags: change.record.tags }) },
    "order-paid": { on: "orders:update",
      when: (change) => change.changed.includes("status") && change.record.status === "paid" && change.before.status === "placed",
      to: (change) => ["Ada <" + change.record.email + ">", "copy@example.com"] },
    "order-gone": { on: ["orders:delete"], to: "staff@example.com" },
  },
} };`,
  hooks: {
    "mail/order-placed.html":
      "<!--[if mso]><b>Outlook</b><![endif]--><p>{{order.title}}, thank you. {{#tags}}[{{.}}]{{/tags}}</p>",
    "mail/order-placed.subject.txt": "Order «{{order.title}}»\n",
    "mail/order-paid.html": "<p>{{before.status}} → {{record.status}}</p>",
    "mail/order-paid.subject.txt": "Paid",
    "mail/order-gone.html": "<p>{{record.title}}</p>",
    "mail/order-gone.subject.txt": "Gone",
  },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const orders = server.pb.collection("orders");

describe("messages on changes", () => {
  it("go out once per change, with escaped values, to the recipients of the config", async () => {
    const title = 'A & <b>"B"</b>';
    const { id } = await orders.create({
      title,
      status: "placed",
      email: "ada@example.com",
      tags: ["a", "b"],
    });
    await orders.update(id, { title: "other" });
    await orders.update(id, { status: "paid" });
    await orders.delete(id);
    await orders.create({ title: "draft", status: "draft" });
    // The mails are sorted, because two workers send side by side.
    const mails = [...(await smtp.waitFor(3))].sort((a, b) =>
      `${a.subject}` < `${b.subject}` ? -1 : 1,
    );
    expect(mails.map(({ subject }) => subject)).toEqual(["Gone", `Order «${title}»`, "Paid"]);
    const [gone, placed, paid] = mails;
    expect(placed?.from?.text).toBe('"The Shop" <hello@example.com>');
    expect(placed?.html).toContain(
      "<p>A &amp; &lt;b&gt;&quot;B&quot;&lt;&#x2F;b&gt;, thank you. [a][b]</p>",
    );
    expect(placed?.html).toContain("<!--[if mso]>");
    expect(placed?.text).toContain("thank you");
    expect(
      [paid?.to]
        .flat()
        .map((to) => to?.text)
        .join(),
    ).toBe('"Ada" <ada@example.com>, copy@example.com');
    expect(paid?.html).toContain("placed → paid");
    expect(gone?.html).toContain("other");
    await settled(server);
    expect(smtp.mails).toHaveLength(3);
  });

  it("keep a subject on one line", async () => {
    const count = smtp.mails.length;
    await orders.create({
      title: "x\r\nBcc: evil@example.com",
      status: "placed",
      email: "ada@example.com",
    });
    const mail = (await smtp.waitFor(count + 1)).at(-1);
    expect(mail?.subject).toBe("Order «x Bcc: evil@example.com»");
    expect(mail?.bcc).toBeUndefined();
  });
});
