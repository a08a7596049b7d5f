import { collection, expressions, type Scenario, text } from "../scenario.ts";

const UNAUTHORIZED = {
  data: {},
  message: "The request requires valid record authorization token.",
  status: 401,
};
const FORBIDDEN = {
  data: {},
  message: "The authorized record is not allowed to perform this action.",
  status: 403,
};

export const requestScenarios: Scenario[] = [
  {
    name: "req_limit",
    hook: `routerAdd("POST", "/NAME/{n}", (e) => e.json(200, toString(e.request.body).length), $apis.bodyLimit(10));
      routerAdd("POST", "/NAME_none", (e) => e.json(200, toString(e.request.body).length), $apis.bodyLimit(0));`,
    async steps({ ask }) {
      const send = async (path: string, length: number) =>
        (await ask("POST", path, { body: "x".repeat(length) })).body;
      return [
        await send("/NAME/1", 10),
        await send("/NAME/1", 11),
        await send("/NAME_none", 100),
        (await ask("POST", "/NAME/1")).body,
      ];
    },
    expected: [10, { data: {}, message: "Request entity too large.", status: 413 }, 100, 0],
  },
  {
    name: "req_auth",
    hook: `
      const who = (e) => e.json(200, e.auth ? e.auth.collection().name + " " + e.hasSuperuserAuth() : "nobody");
      routerAdd("GET", "/NAME/open", who);
      routerAdd("GET", "/NAME/any", who, $apis.requireAuth());
      routerAdd("GET", "/NAME/users", who, $apis.requireAuth("users"));
      routerAdd("GET", "/NAME/super", who, $apis.requireSuperuserAuth());
      routerAdd("GET", "/NAME/guest", who, $apis.requireGuestOnly());`,
    async steps({ ask }) {
      const rows = [];
      for (const path of ["open", "any", "users", "super", "guest"]) {
        for (const as of [undefined, "user", "superuser"] as const) {
          rows.push((await ask("GET", `/NAME/${path}`, as ? { as } : {})).body);
        }
      }
      return rows;
    },
    expected: [
      "nobody",
      "users false",
      "_superusers true",
      UNAUTHORIZED,
      "users false",
      "_superusers true",
      UNAUTHORIZED,
      "users false",
      FORBIDDEN,
      UNAUTHORIZED,
      FORBIDDEN,
      "_superusers true",
      "nobody",
      { data: {}, message: "The request can be accessed only by guests.", status: 400 },
      { data: {}, message: "The request can be accessed only by guests.", status: 400 },
    ],
  },
  {
    name: "req_middlewares",
    hook: `
      routerAdd("GET", "/NAME", (e) => { console.log("NAME: handler", e.get("seen")); return e.json(200, e.get("seen")) },
        (e) => { console.log("NAME: first"); e.set("seen", 1); e.next(); console.log("NAME: first done", e.written(), e.status()) },
        new Middleware((e) => { console.log("NAME: early"); e.next() }, -1),
        "(e) => { console.log('NAME: text'); e.next() }");
      routerAdd("GET", "/NAME/stop", (e) => e.json(200, "not reached"), (e) => { if (e.request.url.query().get("go") !== "1") throw new ForbiddenError("stopped"); return e.next() });`,
    async steps({ ask, lines }) {
      const { body } = await ask("GET", "/NAME");
      return [
        body,
        await lines(),
        (await ask("GET", "/NAME/stop")).status,
        (await ask("GET", "/NAME/stop?go=1")).body,
      ];
    },
    expected: [
      1,
      ["early", "first", "text", "handler 1", "first done true 200"],
      403,
      "not reached",
    ],
  },
  {
    name: "req_body",
    hook: `routerAdd("POST", "/NAME", (e) => {
      const text = toString(e.request.body);
      let body;
      try { body = e.requestInfo().body } catch (error) { body = error.name }
      return e.json(200, { text, body, again: toString(e.request.body) === text, length: e.request.contentLength });
    })`,
    async steps({ ask }) {
      const json = { "Content-Type": "application/json" };
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      const bodies = [];
      for (const [body, headers] of [
        ['{"a":1, "é":[true,null]} ', json],
        ["{bad", json],
        ["a=1&b=x+y", form],
        ["plain", { "Content-Type": "text/plain" }],
      ] as const) {
        bodies.push((await ask("POST", "/NAME", { body, headers })).body);
      }
      return [...bodies, (await ask("POST", "/NAME")).body];
    },
    expected: [
      {
        text: '{"a":1, "é":[true,null]} ',
        body: { a: 1, é: [true, null] },
        again: true,
        length: 26,
      },
      { text: "{bad", body: "GoError", again: false, length: 4 },
      { text: "a=1&b=x+y", body: { a: 1, b: "x y" }, again: true, length: 9 },
      { text: "plain", body: "GoError", again: true, length: 5 },
      { text: "", body: {}, again: true, length: 0 },
    ],
  },
  {
    name: "req_paths",
    hook: `
      const say = (what) => "(e) => e.json(200, ['" + what + "', e.request.pathValue('id'), e.request.pathValue('path')])";
      routerAdd("GET", "/NAME/{id}", say("one"));
      routerAdd("GET", "/NAME/fixed", say("fixed"));
      routerAdd("GET", "/NAME/{id}/deep/{path...}", say("rest"));
      routerAdd("post", "/NAME/{id}", say("post"));
      routerAdd("GET", "/NAME/exact/{$}", say("exact"));`,
    async steps({ ask }) {
      const rows = [];
      for (const path of [
        "a%20b",
        "fixed",
        "x/deep/a/b.txt",
        "x/deep/",
        "exact/",
        "exact/more",
        "a/b",
      ]) {
        const { status, body } = await ask("GET", `/NAME/${path}`);
        rows.push(status === 200 ? body : status);
      }
      return [...rows, (await ask("POST", "/NAME/a")).body, (await ask("PUT", "/NAME/a")).status];
    },
    expected: [
      ["one", "a b", ""],
      ["fixed", "", ""],
      ["rest", "x", "a/b.txt"],
      ["rest", "x", ""],
      ["exact", "", ""],
      404,
      404,
      ["post", "a", ""],
      404,
    ],
  },
  {
    name: "req_answers",
    hook: `
      routerAdd("GET", "/NAME/string", (e) => e.string(201, "<text>"));
      routerAdd("GET", "/NAME/html", (e) => e.html(200, "<b>"));
      routerAdd("GET", "/NAME/none", (e) => e.noContent(204));
      routerAdd("GET", "/NAME/redirect", (e) => e.redirect(302, "/elsewhere"));
      routerAdd("GET", "/NAME/badredirect", (e) => e.redirect(200, "/elsewhere"));
      routerAdd("GET", "/NAME/json", (e) => e.json(202, { n: 1.5, list: [1, null], day: new DateTime("2024-01-02"), nothing: undefined }));
      routerAdd("GET", "/NAME/function", (e) => e.json(202, { f() {} }));
      routerAdd("GET", "/NAME/nan", (e) => e.json(202, [{ n: 0 / 0 }]));
      routerAdd("GET", "/NAME/twice", (e) => { e.json(200, 1); e.json(201, 2) });
      routerAdd("GET", "/NAME/record", (e) => e.json(200, Object.keys(JSON.parse(JSON.stringify($app.findAuthRecordByEmail("users", "user@example.com")))).sort()));`,
    async steps({ ask }) {
      const answers: { [path: string]: unknown } = {};
      for (const path of [
        "string",
        "html",
        "none",
        "redirect",
        "badredirect",
        "json",
        "function",
        "nan",
        "twice",
        "record",
      ]) {
        answers[path] = Object.values(await ask("GET", `/NAME/${path}`));
      }
      return answers;
    },
    expected: {
      string: [201, "<text>"],
      html: [200, "<b>"],
      none: [204, ""],
      redirect: [302, ""],
      badredirect: [500, { data: {}, message: "Invalid redirect status code.", status: 500 }],
      json: [202, { n: 1.5, list: [1, null], day: "2024-01-02 00:00:00.000Z", nothing: null }],
      function: [202, ""],
      nan: [202, ""],
      twice: [200, "1\n2\n"],
      record: [
        200,
        [
          "avatar",
          "collectionId",
          "collectionName",
          "created",
          "emailVisibility",
          "id",
          "name",
          "updated",
          "verified",
        ],
      ],
    },
  },
  expressions("req_info", "const info = e.requestInfo();", [
    [
      "[info.method, info.context, info.query, info.auth, info.hasSuperuserAuth()]",
      ["POST", "default", { q: "1", r: "" }, null, false],
    ],
    ["info.headers.content_type", "application/json"],
    [
      "[info.body.b, info.body.a, info.body.nope, 'b' in info.body, Object.keys(info.body).sort()]",
      [1, [1, { x: 2 }], null, true, ["a", "b"]],
    ],
    [
      "[Array.isArray(info.body.a), info.body.a instanceof Array, info.body instanceof Object]",
      [true, true, true],
    ],
    ["(info.body.z = 1, e.requestInfo().body.z)", 1],
    ["(delete info.body.b, [info.body.b, 'b' in e.requestInfo().body])", [null, false]],
    [
      "[e.request.method, e.request.url.path, e.request.url.rawQuery, e.request.url.string(), e.request.pathValue('id')]",
      ["POST", "/req_info/1", "q=1&q=2&r=", "/req_info/1?q=1&q=2&r=", "1"],
    ],
    [
      "((q) => [q.get('q'), q.q, q.has('r'), q.has('s'), q.get('s')])(e.request.url.query())",
      ["1", null, true, false, ""],
    ],
    [
      "[e.request.header.get('CONTENT-type'), e.request.header['Content-Type'], e.request.header.get('nope'), e.request.header.values('nope')]",
      ["application/json", null, "", []],
    ],
    [
      "[e.auth, typeof e.auth, e.hasSuperuserAuth(), e.realIP(), e.written(), e.status()]",
      [null, "object", false, "127.0.0.1", false, 0],
    ],
    ["(e.set('k', { a: 1 }), [e.get('k'), e.get('none')])", [{ a: 1 }, null]],
    [
      "[e.app === $app, e === e, e.request === e.request, e.next === e.next, typeof e.nope, 'json' in e, 'nope' in e]",
      [true, true, true, false, "undefined", true, false],
    ],
    ["((x) => { 'use strict'; x.foo = 1 })(e)", "threw TypeError: *"],
  ]),
  {
    name: "req_hooks",
    collections: [collection([text("title")])],
    hook: `
      onRecordCreateRequest((e) => { console.log("NAME: create", e.collection.name, typeof e.request, typeof e.response, e.requestEvent.request.method, e.requestInfo().body.title, e.hasSuperuserAuth(), e.written()); e.next(); console.log("NAME: after", e.written(), e.status()) }, "NAME");
      onRecordsListRequest((e) => { console.log("NAME: list", e.records.length); e.next() }, "NAME");
      onRecordViewRequest((e) => { if (e.record.get("title") === "hidden") throw new NotFoundError("gone"); e.next() }, "NAME");
      onRecordDeleteRequest((e) => { throw new ForbiddenError("kept") }, "NAME");`,
    async steps({ create, ask, lines }) {
      await create({ title: "a", unknown: 1 }, { as: "superuser" });
      const { id } = (await create({ title: "hidden" })).body as { id: string };
      await ask("GET", "/api/collections/NAME/records");
      const path = `/api/collections/NAME/records/${id}`;
      return [await lines(), (await ask("GET", path)).body, (await ask("DELETE", path)).status];
    },
    expected: [
      [
        "create req_hooks undefined undefined POST a true false",
        "after true 200",
        "create req_hooks undefined undefined POST hidden false false",
        "after true 200",
        "list 2",
      ],
      { data: {}, message: "Gone.", status: 404 },
      403,
    ],
  },
  {
    name: "req_enrich",
    collections: [collection([text("title"), text("secret", { hidden: true })])],
    hook: `
      onRecordEnrich((e) => {
        console.log("NAME:", e.record.get("title"), e.requestInfo.method, e.record.isNew());
        e.record.withCustomData(true);
        e.record.set("extra", e.record.get("title") + "!");
        if (e.record.get("title") === "b") e.record.hide("title");
        e.next();
        console.log("NAME: after", e.record.get("title"));
      }, "NAME");`,
    async steps({ create, ask, lines }) {
      const made = await create({ title: "a", secret: "ignored" }, {});
      await create({ title: "b", secret: "kept" }, { as: "superuser" });
      const list = async (as?: "superuser") => {
        const { body } = await ask("GET", "/api/collections/NAME/records", as ? { as } : {});
        return (body as { items: Record<string, string>[] }).items.map(
          ({ title, secret, extra }) => [title, secret, extra],
        );
      };
      await lines();
      const seen = [(made.body as { extra: string }).extra, await list()];
      return [...seen, await lines(), await list("superuser")];
    },
    expected: [
      "a!",
      [
        ["a", null, "a!"],
        [null, null, "b!"],
      ],
      ["a GET false", "b GET false", "after b", "after a"],
      // A superuser sees a field that a hook has hidden before next().
      [
        ["a", "", "a!"],
        ["b", "kept", "b!"],
      ],
    ],
  },
  {
    name: "req_users",
    async steps({ ask }) {
      const path = "/api/collections/users/records";
      const user = { email: "NAME@example.com", password: "12345678", passwordConfirm: "12345678" };
      const data = async (body: object) =>
        ((await ask("POST", path, { body })).body as { data: unknown }).data;
      const made = (await ask("POST", path, { body: user })).body as Record<string, unknown>;
      const list = (await ask("GET", path, { as: "user" })).body as { items: { email: string }[] };
      return {
        made: Object.keys(made).sort(),
        own: list.items.map(({ email }) => email),
        all: (
          (
            await ask(
              "GET",
              `${path}?sort=email&filter=${encodeURIComponent("email ~ 'u%' || email ~ 'req%'")}`,
              { as: "superuser" },
            )
          ).body as typeof list
        ).items.map(({ email }) => email),
        refused: [
          await data({}),
          await data({ ...user, email: "x@example.com", passwordConfirm: "other" }),
          await data({ ...user, email: "x@example.com", verified: true }),
          await data({
            ...user,
            email: "x@example.com",
            password: "short",
            passwordConfirm: "short",
          }),
          await data(user),
        ],
      };
    },
    expected: {
      made: [
        "avatar",
        "collectionId",
        "collectionName",
        "created",
        "emailVisibility",
        "id",
        "name",
        "updated",
        "verified",
      ],
      own: ["user@example.com"],
      all: ["NAME@example.com", "user@example.com"],
      refused: [
        {
          password: { code: "validation_required", message: "Cannot be blank." },
          passwordConfirm: { code: "validation_required", message: "Cannot be blank." },
        },
        { passwordConfirm: { code: "validation_values_mismatch", message: "Values don't match." } },
        { verified: { code: "validation_values_mismatch", message: "Values don't match." } },
        {
          password: {
            code: "validation_min_text_constraint",
            message: "Must be at least 8 character(s).",
          },
        },
        { email: { code: "validation_not_unique", message: "Value must be unique." } },
      ],
    },
  },
];
