import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

const placed = () =>
  testApp({
    config: `module.exports = { mail: { from: "Shop <shop@example.com>", messages: { placed: {
      on: "orders:*", when: (change) => change.action !== "delete", to: (change) => change.record.email } } } };`,
    files: {
      "mail/placed.html": "<p>{{record.title}} was {{before.title}}</p>",
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
    expect(app.mails).toHaveLength(2);
    expect(app.mails[0]).toMatchObject({ subject: "Order A & B" });
    expect(app.mails[0]?.html).toBe("<p>A &amp; B was </p>");
    expect(app.mails[1]?.html).toBe("<p>C was A &amp; B</p>");
    expect(JSON.stringify(app.mails[0]?.to)).toContain("ada@example.com");
  });

  it("never fails the request", () => {
    const app = placed();
    app.nodemailer.setShouldFailOnce();
    const body = { title: "x", email: "ada@example.com" };
    expect(app.request("POST", orders, { body }).status).toBe(200);
    expect(app.logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("mail: recordAfterCreateSuccess of orders (after) failed"),
    );
  });

  it("is not sent to what is no address", () => {
    const app = placed();
    const id = app.save("orders", { title: "x", email: "" }).id;
    expect(app.find("orders", id).get("title")).toBe("x");
    expect(app.mails).toEqual([]);
    expect(app.console.join()).toContain("Not an email address");
  });
});
