// Tests API rules, the values of the request in them, and views.
import type { Ask } from "../drivers.ts";
import { collection, type Scenario, type Steps, text } from "../scenario.ts";

const PATH = "/api/collections/NAME/records";
const status = async (answer: Promise<{ status: number }>) => (await answer).status;
const idOf = (answer: { body: unknown }) => (answer.body as { id: string }).id;
const totals = async ({ ask }: Steps, query = "", options: Ask = {}) =>
  ((await ask("GET", `${PATH}${query}`, options)).body as { totalItems: number }).totalItems;

/** Checks bodies against a collection's create rule, each with its expected status. */
const createRule = (
  name: string,
  rule: string,
  bodies: readonly (readonly [body: object, status: number, as?: "user" | "superuser"])[],
  fields = [
    text("title"),
    { type: "number", name: "n" },
    { type: "select", name: "tags", values: ["a", "b", "c"], maxSelect: 3 },
    text("owner"),
  ],
): Scenario => ({
  name,
  collections: [collection(fields, { createRule: rule })],
  async steps({ create }) {
    const seen = [];
    for (const [body, , as] of bodies) seen.push((await create(body, as ? { as } : {})).status);
    return seen;
  },
  expected: bodies.map(([, expected]) => expected),
});

export const ruleScenarios: Scenario[] = [
  createRule("rule_field", "title != ''", [
    [{ title: "a" }, 200],
    [{}, 400],
    [{}, 200, "superuser"],
  ]),
  createRule("rule_body", "@request.body.title = 'a' && @request.body.n > 1", [
    [{ title: "a", n: 2 }, 200],
    [{ title: "a", n: 1 }, 400],
    [{ title: "a", n: "2" }, 200],
    [{ title: "b", n: 2 }, 400],
    [{}, 400],
  ]),
  createRule("rule_isset", "@request.body.n:isset = false", [
    [{ title: "a" }, 200],
    [{ n: 0 }, 400],
    [{ n: null }, 400],
  ]),
  createRule("rule_tags", "@request.body.tags:length < 2", [
    [{ tags: [] }, 200],
    [{ tags: ["a"] }, 200],
    [{ tags: ["a", "b"] }, 400],
  ]),
  createRule("rule_list", "tags:length = 2 || tags:each ?= 'c'", [
    [{ tags: ["a"] }, 400],
    [{ tags: ["a", "b"] }, 200],
    [{ tags: ["c"] }, 200],
  ]),
  createRule("rule_lower", "@request.body.title:lower = 'abc'", [
    [{ title: "ABC" }, 200],
    [{ title: "abcd" }, 400],
  ]),
  createRule("rule_signed_in", "@request.auth.id != ''", [
    [{}, 400],
    [{}, 200, "user"],
    [{}, 200, "superuser"],
  ]),
  createRule("rule_owner", "owner = @request.auth.email", [
    [{ owner: "user@example.com" }, 400],
    [{ owner: "user@example.com" }, 200, "user"],
    [{ owner: "" }, 400, "user"],
  ]),
  createRule("rule_auth_collection", "@request.auth.collectionName = 'users'", [
    [{}, 400],
    [{}, 200, "user"],
  ]),
  createRule("rule_method", "@request.method = 'POST' && @request.context = 'default'", [
    [{}, 200],
  ]),
  createRule("rule_headers", "@request.headers.x_token = ''", [[{}, 200]]),
  createRule("rule_or", "n = 1 || (n = 2 && title = 'x')", [
    [{ n: 1 }, 200],
    [{ n: 2 }, 400],
    [{ n: 2, title: "x" }, 200],
  ]),
  createRule("rule_other", "@collection.users.email ?= title", [
    [{ title: "user@example.com" }, 200],
    [{ title: "nobody" }, 400],
  ]),
  {
    name: "rule_null",
    collections: [
      collection([text("title")], {
        listRule: null,
        viewRule: null,
        createRule: null,
        updateRule: null,
        deleteRule: null,
      }),
    ],
    async steps({ create, ask }) {
      const id = idOf(await create({ title: "a" }, { as: "superuser" }));
      const all = [];
      for (const as of [undefined, "user", "superuser"] as const) {
        const how = as ? { as } : {};
        all.push([
          await status(ask("GET", PATH, how)),
          await status(ask("GET", `${PATH}/${id}`, how)),
          await status(create({}, how)),
          await status(ask("PATCH", `${PATH}/${id}`, { ...how, body: { title: "b" } })),
        ]);
      }
      return [...all, await status(ask("DELETE", `${PATH}/${id}`))];
    },
    expected: [[403, 403, 403, 403], [403, 403, 403, 403], [200, 200, 200, 200], 403],
  },
  {
    name: "rule_shown",
    collections: [
      collection([text("title"), { type: "bool", name: "open" }], {
        listRule: "open = true",
        viewRule: "open = true || @request.auth.id != ''",
        updateRule: "open = true && @request.body.open:changed = false",
        deleteRule: "title = 'gone'",
      }),
    ],
    async steps(steps) {
      const { create, ask } = steps;
      const open = idOf(await create({ title: "a", open: true }));
      const closed = idOf(await create({ title: "b" }));
      const one = (id: string) => `${PATH}/${id}`;
      return [
        await totals(steps),
        await totals(steps, "", { as: "superuser" }),
        await status(ask("GET", one(closed))),
        await status(ask("GET", one(closed), { as: "user" })),
        await status(ask("PATCH", one(closed), { body: { title: "c" } })),
        await status(ask("PATCH", one(open), { body: { open: false } })),
        await status(ask("PATCH", one(open), { body: { open: true, title: "same" } })),
        await status(ask("DELETE", one(open))),
        await status(ask("PATCH", one(open), { body: { title: "gone" } })),
        await status(ask("DELETE", one(open))),
        await status(ask("DELETE", one(open))),
      ];
    },
    expected: [1, 2, 404, 200, 404, 404, 200, 404, 200, 204, 404],
  },
  {
    name: "rule_relation",
    collections: [
      collection([text("name"), { type: "bool", name: "open" }], {
        name: "NAME_to",
        id: "rule_relation_to",
      }),
      collection(
        [{ type: "relation", name: "to", collectionId: "rule_relation_to", maxSelect: 1 }],
        {
          createRule: "to.open = true",
          listRule: "to.name ~ 'a'",
        },
      ),
    ],
    async steps(steps) {
      const { ask, create } = steps;
      const to = async (body: object) =>
        idOf(await ask("POST", "/api/collections/NAME_to/records", { body }));
      const [open, closed] = [await to({ name: "a", open: true }), await to({ name: "b" })];
      return [
        await status(create({ to: open })),
        await status(create({ to: closed })),
        await status(create({})),
        await status(create({ to: closed }, { as: "superuser" })),
        await totals(steps),
      ];
    },
    expected: [200, 400, 400, 200, 1],
  },
  {
    name: "rule_query",
    collections: [
      collection([text("title"), text("secret", { hidden: true }), { type: "number", name: "n" }]),
    ],
    async steps(steps) {
      const { create, ask } = steps;
      for (const n of [1, 2, 3, 4, 5])
        await create({ title: `t${n}`, n, secret: "s" }, { as: "superuser" });
      const list = async (query: string, options: Ask = {}) => {
        const { body } = await ask("GET", `${PATH}?${query}`, options);
        const { items, ...rest } = body as { items?: { n: number }[] };
        return [items?.map(({ n }) => n), rest];
      };
      return [
        await list("perPage=2&sort=-n"),
        await list("perPage=2&page=3&sort=n"),
        await list("perPage=2&page=9&sort=n"),
        await list("skipTotal=1&perPage=1&sort=n"),
        await list(`filter=${encodeURIComponent("n > 3 || title = 't1'")}&sort=n`),
        await list(`filter=${encodeURIComponent("secret = 's'")}`),
        await list(`filter=${encodeURIComponent("secret = 's'")}&sort=n`, { as: "superuser" }),
        await list("sort=nope"),
        await list("filter=nope"),
        await list("filter=%28"),
      ];
    },
    expected: [
      [[5, 4], { page: 1, perPage: 2, totalItems: 5, totalPages: 3 }],
      [[5], { page: 3, perPage: 2, totalItems: 5, totalPages: 3 }],
      [[], { page: 9, perPage: 2, totalItems: 5, totalPages: 3 }],
      [[1], { page: 1, perPage: 1, totalItems: -1, totalPages: -1 }],
      [[1, 4, 5], { page: 1, perPage: 30, totalItems: 3, totalPages: 1 }],
      [
        null,
        { data: {}, message: "Something went wrong while processing your request.", status: 400 },
      ],
      [[1, 2, 3, 4, 5], { page: 1, perPage: 30, totalItems: 5, totalPages: 1 }],
      [
        null,
        { data: {}, message: "Something went wrong while processing your request.", status: 400 },
      ],
      [
        null,
        { data: {}, message: "Something went wrong while processing your request.", status: 400 },
      ],
      [
        null,
        { data: {}, message: "Something went wrong while processing your request.", status: 400 },
      ],
    ],
  },
  {
    name: "rule_email",
    collections: [
      {
        type: "auth",
        name: "NAME",
        listRule: "",
        viewRule: "",
        createRule: "",
        fields: [text("name")],
      },
    ],
    async steps(steps) {
      const { create } = steps;
      const passwords = { password: "12345678", passwordConfirm: "12345678" };
      for (const name of ["a", "b"]) {
        await create({
          ...passwords,
          name,
          email: `${name}@NAME.com`,
          emailVisibility: name === "a",
        });
      }
      const filter = (text: string) => `?filter=${encodeURIComponent(text)}`;
      return [
        await totals(steps, filter("email ~ 'NAME'")),
        await totals(steps, filter("email ~ 'NAME'"), { as: "superuser" }),
        await totals(steps, filter("email = 'b@NAME.com'")),
        (await steps.ask("GET", `${PATH}${filter("password = ''")}`)).status,
      ];
    },
    expected: [1, 2, 0, 400],
  },
  {
    name: "rule_view",
    collections: [
      collection([text("title"), { type: "number", name: "n" }], { name: "NAME_from" }),
      {
        type: "view",
        name: "NAME",
        listRule: "",
        viewRule: "n > 1",
        viewQuery:
          "SELECT id, title, n, (n * 2) AS twice, CAST(n AS TEXT) AS words, CAST(n > 1 AS BOOL) AS many FROM NAME_from",
      },
    ],
    hook: `routerAdd("GET", "/NAME/fields", (e) => e.json(200, $app.findCollectionByNameOrId("NAME").fields.map((f) => f.name + " " + f.type())));`,
    async steps({ ask, create }) {
      const ids = [];
      for (const n of [1, 2]) {
        const made = await ask("POST", "/api/collections/NAME_from/records", {
          body: { title: `t${n}`, n },
        });
        ids.push(idOf(made));
      }
      const list = (await ask("GET", `${PATH}?sort=n`)).body as { items: object[] };
      const rows = list.items.map((item) => ({ ...item, id: "", collectionId: "" }));
      return [
        rows,
        await status(ask("GET", `${PATH}/${ids[0]}`)),
        await status(ask("GET", `${PATH}/${ids[1]}`)),
        await status(create({ title: "x" }, { as: "superuser" })),
        await status(ask("DELETE", `${PATH}/${ids[1]}`, { as: "superuser" })),
        (await ask("GET", "/NAME/fields")).body,
      ];
    },
    expected: [
      [
        {
          collectionId: "",
          collectionName: "NAME",
          id: "",
          title: "t1",
          n: 1,
          twice: 2,
          words: "1",
          many: false,
        },
        {
          collectionId: "",
          collectionName: "NAME",
          id: "",
          title: "t2",
          n: 2,
          twice: 4,
          words: "2",
          many: true,
        },
      ],
      404,
      200,
      400,
      400,
      ["id text", "title text", "n number", "twice json", "words text", "many bool"],
    ],
  },
];
