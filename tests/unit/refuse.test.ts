// `ctx.refuse`: what several hooks of one event, and PocketBase itself, refuse is answered
// together.
import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

const ORDERS = "/api/collections/orders/records";

const hook = (name: string, on: string, body: string, part = "before") =>
  `{ name: "${name}", hooks: [{ on: "${on}", collections: ["orders"], ${part}: (e, ctx) => { ${body} } }] }`;
const app = (extensions: string[], more = "") =>
  testApp({ config: `module.exports = { ${more} extensions: [${extensions.join(", ")}] };` });

describe("refusals of one event", () => {
  it("of users' hooks, of rules and of PocketBase reach the client together", () => {
    const own = app(
      [
        hook(
          "a",
          "recordValidate",
          `throw ctx.refuse({ title: "Not this one.", meta: { a: "A." } })`,
        ),
        hook(
          "b",
          "recordValidate",
          `throw ctx.refuse({ title: "Later.", meta: { b: "B." }, note: { code: "x_note", message: "No.", params: { n: 1 } } })`,
        ),
      ],
      `validate: { orders: { fields: { quantity: { min: 5 } } } },`,
    );
    const answer = own.request("POST", ORDERS, {
      body: { title: "t", quantity: 1, email: "not an address" },
    });
    expect(answer.status).toBe(400);
    expect(answer.json.data).toMatchObject({
      title: { code: "validation_refused", message: "Not this one." },
      note: { code: "x_note", message: "No." },
      meta: { a: { message: "A." }, b: { message: "B." } },
      quantity: { code: "validation_min" },
      email: { code: "validation_is_email" },
    });
    expect(own.request("GET", ORDERS).json.totalItems).toBe(0);
  });

  const refusing = hook("a", "recordCreate", `throw ctx.refuse({ title: "Not this one." })`);
  const post = (...more: string[]) =>
    app([refusing, ...more]).request("POST", ORDERS, { body: { title: "t" } });

  it("end at the first error of another kind", () => {
    const answer = post(hook("b", "recordCreate", `throw new ForbiddenError("Not you.")`));
    expect(answer).toMatchObject({ status: 403, json: { message: "Not you.", data: {} } });
  });

  it("are in an error with fields that ends the chain", () => {
    const answer = post(
      hook(
        "b",
        "recordCreate",
        `throw new BadRequestError("By hand.", { price: new ValidationError("x_price", "Too dear.") })`,
      ),
      hook("c", "recordCreate", `throw ctx.refuse({ note: "Never asked." })`),
    );
    expect(answer).toMatchObject({ status: 400, json: { message: "By hand." } });
    expect(answer.json.data).toEqual({
      title: { code: "validation_refused", message: "Not this one." },
      price: { code: "x_price", message: "Too dear." },
    });
  });

  it("are answered though a later hook fails, which is logged", () => {
    const own = app([refusing, hook("b", "recordCreate", `undefined.x`)]);
    const answer = own.request("POST", ORDERS, { body: { title: "t" } });
    expect(answer).toMatchObject({
      status: 400,
      json: { message: "Failed to create record.", data: { title: { message: "Not this one." } } },
    });
    expect(own.logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("b: recordCreate of orders (before) failed"),
    );
  });

  it("have the first summary", () => {
    const says = (...summaries: string[]) =>
      app(
        summaries.map((summary, i) =>
          hook(`h${i}`, "recordCreate", `throw ctx.refuse({ f${i}: "x" }${summary})`),
        ),
      ).request("POST", ORDERS, { body: { title: "t" } }).json;
    expect(says("", ', "Two."', ', "Three."')).toMatchObject({
      message: "Two.",
      data: { f0: {}, f1: {}, f2: {} },
    });
  });

  it("of a `replace` are answered too", () => {
    const own = app([
      hook("a", "recordCreateRequest", `throw ctx.refuse({ title: "Elsewhere." })`, "replace"),
    ]);
    const answer = own.request("POST", ORDERS, { body: { title: "t" } });
    expect(answer).toMatchObject({
      status: 400,
      json: { data: { title: { message: "Elsewhere." } } },
    });
    expect(own.request("GET", ORDERS).json.totalItems).toBe(0);
  });

  it.each([
    ["undefined", "Got a undefined."],
    ["[]", "Got a list."],
    ["{ title: 1 }", '"title" is a number.'],
    ["{ title: null }", '"title" is null.'],
    ["{ title: {} }", '"title" is an empty object.'],
    ["{ a: { b: [] } }", '"b" is a list.'],
  ])("of %s are a mistake, and the log says which", (refusals, sentence) => {
    const own = app([hook("a", "recordCreate", `throw ctx.refuse(${refusals})`)]);
    const answer = own.request("POST", ORDERS, { body: { title: "t" } });
    expect(answer).toMatchObject({ status: 500, json: { data: {} } });
    expect(JSON.stringify(own.logs)).toContain(JSON.stringify(sentence).slice(1, -1));
  });

  it("name any field", () => {
    const own = app([hook("a", "recordCreate", `throw ctx.refuse({ message: "x", code: "y" })`)]);
    const { data } = own.request("POST", ORDERS, { body: { title: "t" } }).json;
    expect(data).toMatchObject({ message: { message: "x" }, code: { message: "y" } });
  });

  it("have PocketBase's words as a whole, or the hook's", () => {
    const says = (message: string) =>
      app([hook("a", "recordCreateRequest", `throw ctx.refuse({ title: "x" }${message})`)]).request(
        "POST",
        ORDERS,
        { body: { title: "t" } },
      ).json.message;
    expect(says("")).toBe("Failed to create record.");
    expect(says(', "Closed today."')).toBe("Closed today.");
  });

  it("in a transaction, undo the write that an `after` refuses", () => {
    const body = `throw ctx.refuse({ title: "Taken." })`;
    const own = app([
      `{ name: "a", hooks: [{ on: "recordCreateExecute", collections: ["orders"], transaction: true, after: (e, ctx) => { ${body} } }] }`,
    ]);
    const answer = own.request("POST", ORDERS, { body: { title: "t" } });
    expect(answer).toMatchObject({ status: 400, json: { data: { title: { message: "Taken." } } } });
    expect(own.request("GET", ORDERS).json.totalItems).toBe(0);
  });

  it("after the commit are logged, and the client gets its record", () => {
    const own = app([
      hook("a", "recordAfterCreateSuccess", `throw ctx.refuse({ title: "Too late." })`),
    ]);
    expect(own.request("POST", ORDERS, { body: { title: "t" } }).status).toBe(200);
    expect(own.logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("a: recordAfterCreateSuccess of orders (before) failed"),
    );
  });
});

it("a route refuses fields of its body in the same way", () => {
  const own = app([
    `{ name: "a", routes: [{ method: "POST", path: "/a", auth: "public",
      handler: (ctx) => { throw ctx.refuse({ to: "Nobody lives there.", meta: { size: "Too large." } }); } }] }`,
  ]);
  expect(own.request("POST", "/a", { body: {} })).toMatchObject({
    status: 400,
    json: {
      message: "Some fields of the request body are invalid.",
      data: {
        to: { code: "validation_refused", message: "Nobody lives there." },
        meta: { size: { code: "validation_refused", message: "Too large." } },
      },
    },
  });
});
