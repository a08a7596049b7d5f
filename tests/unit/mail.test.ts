import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

const placed = () =>
  testApp({
    config: `module.exports = { mail: { from: "Shop <shop@example.com>", messages: { placed: {
      on: "orders:*", when: (change) => change.action !== "delete", to: (change) => change.record.email } } } };`,
    files: {
      "mail/placed.html": "<p>{{record.title}} was {{#before}}{{title}}{{/before}}</p>",
      "mail/placed.subject.txt": "Order {{record.title}}",
    },
  });
const orders = "/api/collections/orders/records";

describe("mail, on nodemailer-mock", () => {
  it("goes out for a create and an update, escaped in HTML only", () => {
    const app = placed();
    const body = { title: "A & B", email: "ada@example.com" };
    const { id } = app.request("POST", orders, { body }).json;
    app.request("PATCH", `${orders}/${id}`, { body: { title: "C" } });
    app.request("DELETE", `${orders}/${id}`);
    expect(app.mails).toHaveLength(0);
    app.drain();
    expect(app.mails).toHaveLength(2);
    expect(app.mails[0]).toMatchObject({ subject: "Order A & B" });
    expect(app.mails[0]?.html).toBe("<p>A &amp; B was </p>");
    expect(app.mails[1]?.html).toBe("<p>C was A &amp; B</p>");
    expect(JSON.stringify(app.mails[0]?.to)).toContain("ada@example.com");
    expect(statuses(app)).toEqual(["sent", "sent"]);
    app.drain();
    expect(app.mails).toHaveLength(2);
  });

  it("is tried again when the mailer fails", () => {
    const app = placed();
    app.clock.set("2030-01-01");
    app.nodemailer.setShouldFailOnce();
    app.save("orders", { title: "x", email: "ada@example.com" });
    app.drain();
    expect(statuses(app)).toEqual(["queued"]);
    app.clock.advance("10s");
    app.drain();
    expect(statuses(app)).toEqual(["sent"]);
    expect(app.mails).toHaveLength(1);
  });

  it("is not sent when its data lacks a variable: in a test that is an error", () => {
    const app = testApp({
      config: `module.exports = { mail: { messages: { note: { on: "orders:create", to: "a@b.cd" } } } };`,
      files: { "mail/note.html": "<p>{{nope}}</p>", "mail/note.subject.txt": "Note" },
    });
    app.save("orders", { title: "x" });
    app.drain();
    expect(app.mails).toEqual([]);
    expect(app.app.findAllRecords("bundle_mails")[0]?.getString("error")).toContain("nope");
  });

  it("fails where the address is invalid", () => {
    const app = placed();
    app.save("orders", { title: "x", email: "" });
    app.drain();
    expect(app.mails).toEqual([]);
    const [mail] = app.app.findAllRecords("bundle_mails");
    expect(mail?.getString("status")).toBe("failed");
    expect(mail?.getString("error")).toBe(
      'to: Not an email address: "". Expected ada@example.com or Ada <ada@example.com>.',
    );
  });
});

const statuses = (app: ReturnType<typeof placed>) =>
  app.app.findAllRecords("bundle_mails").map((mail) => mail.getString("status"));
