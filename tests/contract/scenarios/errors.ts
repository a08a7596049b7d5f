import { collection, expressions, type Scenario, text } from "../scenario.ts";

const answer = (status: number, message: string, data = {}) => ({
  status,
  body: { data, message, status },
});
const FAILED = "Failed to create record.";
const WENT_WRONG = "Something went wrong while processing your request.";
const NOT_FOUND = "The requested resource wasn't found.";

export const errorScenarios: Scenario[] = [
  {
    name: "err_fields",
    collections: [collection([text("title"), text("note")])],
    hook: `onRecordValidate((e) => {
      throw new BadRequestError("please correct", {
        title: new ValidationError("too_short", "at least {{.min}}").setParams({ min: 3 }),
        note: { deep: new ValidationError("inside", "nested!") },
        text: "just text",
      });
    }, "NAME")`,
    steps: ({ create }) => create({ title: "a" }),
    expected: answer(400, "Please correct.", {
      title: { code: "too_short", message: "At least 3.", params: { min: 3 } },
      note: { deep: { code: "inside", message: "Nested!" } },
      text: { code: "validation_invalid_value", message: "Invalid value." },
    }),
  },
  {
    name: "err_plain",
    collections: [collection([text("title")])],
    hook: `
      onRecordCreate((e) => {
        const title = e.record.get("title");
        if (title === "error") throw new Error("a secret");
        if (title === "text") throw "a secret text";
        if (title === "object") throw { secret: 1 };
        null.x;
      }, "NAME");`,
    async steps({ create, loggedErrors }) {
      const answers = [];
      for (const title of ["error", "text", "object", "null"])
        answers.push(await create({ title }));
      // The logged text ends with a position, which differs between engines.
      const logged = (await loggedErrors()).map((pair) =>
        String((pair as unknown[])[1]).replace(/ at .*$/s, ""),
      );
      return { answers, logged: logged.slice(0, 2) };
    },
    expected: {
      answers: [1, 2, 3, 4].map(() => answer(400, FAILED)),
      logged: ["Error: a secret", "a secret text"],
    },
  },
  {
    name: "err_validation",
    collections: [
      collection([
        text("title", { required: true, min: 2, max: 5, pattern: "^[a-z]+$" }),
        { type: "email", name: "email" },
        { type: "email", name: "work", onlyDomains: ["example.com"] },
        { type: "url", name: "site" },
        { type: "number", name: "qty", min: 1, max: 9, onlyInt: true },
        { type: "bool", name: "ok", required: true },
        { type: "select", name: "tags", values: ["a", "b"], maxSelect: 2 },
        { type: "json", name: "meta", required: true, maxSize: 10 },
        { type: "date", name: "day", min: "2024-01-01 00:00:00.000Z" },
        { type: "relation", name: "rel", collectionId: "_pb_users_auth_", maxSelect: 1 },
      ]),
    ],
    async steps({ create }) {
      const good = { title: "abc", ok: true, meta: [1], qty: 2 };
      const bad = [
        {},
        { ...good, title: "a" },
        { ...good, title: "abcdef" },
        { ...good, title: "ABC" },
        { ...good, email: "x", work: "a@b.com", site: "x", qty: 0.5 },
        { ...good, qty: 10, tags: ["a", "c"], meta: { a: "0123456789" }, rel: "nope" },
        { ...good, qty: -1, tags: "zzz", day: "2023-12-31", meta: {} },
        { ...good, id: "short" },
      ];
      const answers = [];
      for (const body of bad) answers.push(((await create(body)).body as { data: unknown }).data);
      return [...answers, (await create(good)).status];
    },
    expected: [
      {
        title: { code: "validation_required", message: "Cannot be blank." },
        ok: { code: "validation_required", message: "Cannot be blank." },
        meta: { code: "validation_required", message: "Cannot be blank." },
      },
      {
        title: {
          code: "validation_min_text_constraint",
          message: "Must be at least 2 character(s).",
          params: { min: 2 },
        },
      },
      {
        title: {
          code: "validation_max_text_constraint",
          message: "Must be no more than 5 character(s).",
          params: { max: 5 },
        },
      },
      { title: { code: "validation_invalid_format", message: "Invalid value format." } },
      {
        email: { code: "validation_is_email", message: "Must be a valid email address." },
        work: {
          code: "validation_email_domain_not_allowed",
          message: "Email domain is not allowed.",
        },
        site: { code: "validation_invalid_url", message: "Must be a valid url." },
        qty: {
          code: "validation_only_int_constraint",
          message: "Decimal numbers are not allowed.",
        },
      },
      {
        qty: { code: "validation_max_number_constraint", message: "Must be less than 9.000000." },
        tags: {
          code: "validation_invalid_value",
          message: "Invalid value c.",
          params: { value: "c" },
        },
        meta: {
          code: "validation_json_size_limit",
          message: "The maximum allowed JSON size is 10 bytes.",
          params: { maxSize: 10 },
        },
        rel: {
          code: "validation_missing_rel_records",
          message: "Failed to find all relation records with the provided ids.",
        },
      },
      {
        qty: { code: "validation_min_number_constraint", message: "Must be larger than 1.000000." },
        tags: {
          code: "validation_invalid_value",
          message: "Invalid value zzz.",
          params: { value: "zzz" },
        },
        day: {
          code: "validation_min_greater_equal_than_required",
          message: "Must be no less than 2024-01-01 00:00:00 +0000 UTC.",
          params: { threshold: "2024-01-01T00:00:00Z" },
        },
        meta: { code: "validation_required", message: "Cannot be blank." },
      },
      {
        id: {
          code: "validation_min_text_constraint",
          message: "Must be at least 15 character(s).",
          params: { min: 15 },
        },
      },
      200,
    ],
  },
  {
    name: "err_caught",
    collections: [collection([text("title", { max: 5 })])],
    hook: `
      onRecordCreate((e) => {
        try { e.next() } catch (error) {
          const { value } = error;
          console.log("NAME: caught", error instanceof Error, error.name, error.message, JSON.stringify(Object.keys(error)),
            value instanceof ApiError, value instanceof BadRequestError, typeof value, value && value.status);
          if (e.record.get("title") === "swallow") return;
          throw error;
        }
      }, "NAME");
      onRecordCreate((e) => {
        const title = e.record.get("title");
        if (title === "plain") throw new Error("inner");
        if (title === "api") throw new BadRequestError("inner api", { title: new ValidationError("c", "m") });
        if (title === "forbid") throw new ForbiddenError();
        if (title === "swallow") throw new NotFoundError();
        e.next();
      }, "NAME");`,
    async steps({ create, lines }) {
      const answers = [];
      for (const title of ["plain", "api", "forbid", "too long"])
        answers.push(await create({ title }));
      return { answers, lines: await lines() };
    },
    expected: {
      answers: [
        answer(400, FAILED),
        answer(400, "Inner api.", { title: { code: "c", message: "M." } }),
        answer(403, "You are not allowed to perform this request."),
        answer(400, FAILED, {
          title: {
            code: "validation_max_text_constraint",
            message: "Must be no more than 5 character(s).",
            params: { max: 5 },
          },
        }),
      ],
      lines: [
        // A JavaScript error arrives as an object of the other VM, whose Error is another one.
        "caught false Error inner [] false false undefined undefined",
        'caught true GoError Inner api. ["value"] false false object 400',
        'caught true GoError You are not allowed to perform this request. ["value"] false false object 403',
        'caught true GoError title: Must be no more than 5 character(s).. ["value"] false false object undefined',
      ],
    },
  },
  {
    name: "err_after_error",
    collections: [collection([text("title", { max: 5 })])],
    hook: `onRecordAfterCreateError((e) => {
      console.log("NAME:", e.record.isNew(), JSON.stringify(e.error), JSON.stringify(Object.keys(e.error)));
      e.next();
    }, "NAME")`,
    async steps({ create, lines }) {
      await create({ title: "too long" });
      return lines();
    },
    expected: [
      'true {"title":"Must be no more than 5 character(s)."} ["error","filter","marshalJSON"]',
    ],
  },
  {
    name: "err_routes",
    hook: `
      routerAdd("GET", "/NAME/norows", (e) => { $app.findRecordById("users", "nope") });
      routerAdd("GET", "/NAME/nofile", (e) => { $os.readFile("/nope/nope") });
      routerAdd("GET", "/NAME/returned", (e) => new ForbiddenError("returned"));
      routerAdd("GET", "/NAME/async", async (e) => { await null; throw new ForbiddenError("async") });
      routerAdd("GET", "/NAME/asyncplain", async (e) => { await null; throw new Error("async") });
      routerAdd("GET", "/NAME/own", (e) => { throw e.error(418, "teapot", { a: new ValidationError("c", "d") }) });
      routerAdd("GET", "/NAME/status", (e) => { throw new ApiError(409, "", null) });
      routerAdd("GET", "/NAME/null", (e) => { null.x });
      const outer = 1;
      routerAdd("GET", "/NAME/closure", (e) => e.json(200, outer));
      routerAdd("GET", "/NAME/late", (e) => { e.json(200, "sent"); throw new Error("after the answer") });
      routerAdd("GET", "/NAME/nothing", (e) => {});`,
    async steps({ ask }) {
      const paths = [
        "norows",
        "nofile",
        "returned",
        "async",
        "asyncplain",
        "own",
        "status",
        "null",
        "closure",
        "late",
        "nothing",
        "unknown",
      ];
      const answers: { [path: string]: unknown } = {};
      for (const path of paths) answers[path] = await ask("GET", `/NAME/${path}`);
      return answers;
    },
    expected: {
      norows: answer(404, NOT_FOUND),
      nofile: answer(404, NOT_FOUND),
      returned: answer(403, "Returned."),
      async: answer(403, "Async."),
      asyncplain: { status: 200, body: "" },
      own: answer(418, "Teapot.", { a: { code: "c", message: "D." } }),
      status: answer(409, "Conflict."),
      null: answer(400, WENT_WRONG),
      closure: answer(400, WENT_WRONG),
      late: { status: 200, body: "sent" },
      nothing: { status: 200, body: "" },
      unknown: answer(404, "File not found."),
    },
  },
  expressions(
    "err_shapes",
    `const goError = (run) => { try { run() } catch (error) { return error } };
     const missing = goError(() => $app.findRecordById("users", "nope"));
     const api = new BadRequestError("hello", { f: new ValidationError("c", "m"), k: new Error("x"), l: 5, n: null });`,
    [
      [
        "[missing instanceof Error, missing.name, missing.message, Object.keys(missing), String(missing)]",
        [
          true,
          "GoError",
          "sql: no rows in result set",
          ["value"],
          "GoError: sql: no rows in result set",
        ],
      ],
      [
        "[Object.keys(missing.value), String(missing.value), missing.value.error()]",
        [["error"], "sql: no rows in result set", "sql: no rows in result set"],
      ],
      ["missing.constructor === GoError", true],
      [
        "new BadRequestError('', missing).data",
        { value: { code: "validation_invalid_value", message: "Invalid value." } },
      ],
      ["new BadRequestError('', missing.value).data", {}],
      [
        "api.data",
        {
          f: { code: "c", message: "M." },
          k: {},
          l: { code: "validation_invalid_value", message: "Invalid value." },
          n: { code: "validation_invalid_value", message: "Invalid value." },
        },
      ],
      ["(api.data.extra = { code: 'q' }, api.data.extra)", { code: "q" }],
      [
        "[api.message, api.status, api.error(), String(api), Object.keys(api), api.stack]",
        [
          "Hello.",
          400,
          "Hello.",
          "Hello.",
          ["data", "message", "status", "error", "is", "rawData"],
          null,
        ],
      ],
      [
        "[api instanceof BadRequestError, api instanceof ApiError, api instanceof Error]",
        [true, false, false],
      ],
      ["goError(() => { throw api }) === api", true],
      ["new ApiError(418, '').message", "I'm a teapot."],
      [
        "[new NotFoundError().message, new UnauthorizedError('').message, new TooManyRequestsError().status, new InternalServerError('why?').message]",
        [NOT_FOUND, "Missing or invalid authentication.", 429, "Why?"],
      ],
      [
        "Object.keys(new ValidationError('c', 'm'))",
        ["addParam", "code", "error", "message", "params", "setCode", "setMessage", "setParams"],
      ],
      [
        "((v) => [v.code(), v.message(), v.error(), v.params(), v.setParams({ min: 1 }).error(), v.error(), JSON.stringify(v)])(new ValidationError('c', 'm {{.min}}'))",
        ["c", "m {{.min}}", "m {{.min}}", null, "m 1", "m {{.min}}", "{}"],
      ],
      ["new ValidationError('c', 'm') instanceof Error", false],
      ["$app.runInTransaction(() => 'text')", "threw GoError: could not convert text to error"],
      ["goError(() => $app.runInTransaction(() => { throw api })) === api", true],
      [
        "goError(() => $app.runInTransaction(() => { throw new TypeError('t') })) instanceof TypeError",
        true,
      ],
    ],
  ),
];
