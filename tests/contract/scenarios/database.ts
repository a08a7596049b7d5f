import { collection, expressions, type Scenario, text } from "../scenario.ts";

const REFUSE = `onRecordAfterCreateSuccess((e) => { console.log("NAME: success", e.record.get("title"), e.app.isTransactional()); e.next() }, "NAME");
  onRecordAfterCreateError((e) => { console.log("NAME: error", e.record.get("title"), String(e.error).split("\\n")[0], e.record.isNew()); e.next() }, "NAME");`;

export const databaseScenarios: Scenario[] = [
  {
    name: "db_transaction",
    collections: [collection([text("title")])],
    hook: `${REFUSE}
      routerAdd("POST", "/NAME/{how}", (e) => {
        const make = (app, title) => app.save(new Record(app.findCollectionByNameOrId("NAME"), { title }));
        let caught = "";
        try {
          e.app.runInTransaction((tx) => {
            make(tx, "one " + e.request.pathValue("how"));
            console.log("NAME: inside", tx.isTransactional(), tx.countRecords("NAME"), $app.countRecords("NAME"));
            make(tx, "two");
            if (e.request.pathValue("how") === "fail") throw new BadRequestError("rolled back");
          });
        } catch (error) { caught = error.message }
        return e.json(200, { caught, count: e.app.countRecords("NAME") });
      });
      onRecordCreate((e) => { if (e.record.get("title") === "two") console.log("NAME: hook", $app.isTransactional(), e.app.isTransactional()); e.next() }, "NAME");`,
    async steps({ ask, lines }) {
      const failed = (await ask("POST", "/NAME/fail")).body;
      const first = await lines();
      return [failed, first, (await ask("POST", "/NAME/pass")).body, await lines()];
    },
    expected: [
      { caught: "Rolled back.", count: 0 },
      [
        "inside true 1 0",
        "hook true true",
        "error one fail Rolled back. true",
        "error two Rolled back. true",
      ],
      { caught: "", count: 2 },
      ["inside true 1 0", "hook true true", "success one pass false", "success two false"],
    ],
  },
  {
    name: "db_unique",
    collections: [
      collection([text("a"), text("b"), text("slug")], {
        indexes: [
          "CREATE UNIQUE INDEX idx_db_unique_ab ON NAME (a, b)",
          "CREATE UNIQUE INDEX idx_db_unique_slug ON NAME (slug COLLATE NOCASE) WHERE slug != ''",
        ],
      }),
    ],
    async steps({ create, ask }) {
      await create({ a: "1", b: "1", slug: "x" });
      const { id } = (await create({ a: "1", b: "2", slug: "" })).body as { id: string };
      return [
        (await create({ a: "1", b: "1" })).body,
        (await create({ a: "2", b: "2", slug: "X" })).body,
        (await create({ a: "3", b: "3", slug: "" })).status,
        (await ask("PATCH", `/api/collections/NAME/records/${id}`, { body: { b: "1" } })).body,
      ];
    },
    expected: [
      {
        data: {
          a: { code: "validation_not_unique", message: "Value must be unique." },
          b: { code: "validation_not_unique", message: "Value must be unique." },
        },
        message: "Failed to create record.",
        status: 400,
      },
      {
        data: { slug: { code: "validation_not_unique", message: "Value must be unique." } },
        message: "Failed to create record.",
        status: 400,
      },
      200,
      {
        data: {
          a: { code: "validation_not_unique", message: "Value must be unique." },
          b: { code: "validation_not_unique", message: "Value must be unique." },
        },
        message: "Failed to update record.",
        status: 400,
      },
    ],
  },
  {
    name: "db_cascade",
    collections: [
      collection([text("title")], { id: "id_db_cascade" }),
      collection(
        [
          {
            type: "relation",
            name: "to",
            collectionId: "id_db_cascade",
            maxSelect: 1,
            cascadeDelete: true,
          },
        ],
        { name: "NAME_gone" },
      ),
      collection([{ type: "relation", name: "to", collectionId: "id_db_cascade", maxSelect: 5 }], {
        name: "NAME_kept",
      }),
      collection(
        [
          {
            type: "relation",
            name: "to",
            collectionId: "id_db_cascade",
            maxSelect: 1,
            required: true,
          },
        ],
        { name: "NAME_held" },
      ),
    ],
    hook: `
      const say = (stage) => "(e) => { console.log('NAME: " + stage + "', e.record.collection().name, e.app.isTransactional()); e.next() }";
      for (const name of ["NAME", "NAME_gone", "NAME_kept"]) {
        onRecordDelete(say("delete"), name); onRecordAfterDeleteSuccess(say("deleted"), name);
        onRecordUpdate(say("update"), name); onRecordAfterUpdateSuccess(say("updated"), name);
        onRecordValidate(say("validate"), name);
      }`,
    async steps({ create, ask, lines }) {
      const ids = [];
      for (const title of ["a", "b"])
        ids.push(((await create({ title })).body as { id: string }).id);
      const path = (name: string, id = "") =>
        `/api/collections/NAME${name}/records/${id}`.replace(/\/$/, "");
      for (let i = 0; i < 2; i++) await ask("POST", path("_gone"), { body: { to: ids[0] } });
      await ask("POST", path("_kept"), { body: { to: ids } });
      await ask("POST", path("_held"), { body: { to: ids[1] } });
      await lines();
      const deleted = (await ask("DELETE", path("", ids[0]))).status;
      const events = await lines();
      const total = async (name: string) =>
        ((await ask("GET", path(name))).body as { totalItems: number }).totalItems;
      const kept = (await ask("GET", path("_kept"))).body as { items: { to: string[] }[] };
      const held = await ask("DELETE", path("", ids[1]));
      return [
        deleted,
        events,
        await total("_gone"),
        kept.items[0]?.to.length,
        held.status,
        await total(""),
      ];
    },
    expected: [
      204,
      [
        "delete db_cascade false",
        "delete db_cascade_gone true",
        "delete db_cascade_gone true",
        "update db_cascade_kept true",
        "deleted db_cascade_gone false",
        "deleted db_cascade_gone false",
        "updated db_cascade_kept false",
        "deleted db_cascade false",
      ],
      0,
      1,
      400,
      1,
    ],
  },
  {
    name: "db_rules",
    collections: [
      collection([text("owner"), { type: "number", name: "qty" }], {
        listRule: "qty > 1",
        viewRule: "owner = @request.auth.id && owner != ''",
        createRule: '@request.auth.id != "" && (qty < 100 || @request.body.owner = "x")',
        updateRule: "qty = 5",
        deleteRule: null,
      }),
    ],
    async steps({ create, ask }) {
      const guest = await create({ qty: 1 });
      const big = await create({ qty: 100 }, { as: "user" });
      const { id } = (await create({ qty: 5 }, { as: "user" })).body as { id: string };
      await create({ qty: 1 }, { as: "superuser" });
      const path = `/api/collections/NAME/records/${id}`;
      const list = async (as?: "superuser") => {
        const { body } = await ask("GET", "/api/collections/NAME/records", as ? { as } : {});
        return (body as { items: { qty: number }[] }).items.map(({ qty }) => qty).sort();
      };
      return [
        guest.body,
        big.status,
        await list(),
        await list("superuser"),
        (await ask("GET", path)).status,
        (await ask("GET", path, { as: "superuser" })).status,
        (await ask("PATCH", path, { body: { qty: 4 } })).status,
        (await ask("PATCH", path, { body: { qty: 5 } })).body,
        (await ask("DELETE", path, { as: "user" })).body,
        (await ask("DELETE", path, { as: "superuser" })).status,
        (await ask("GET", "/api/collections/nope_NAME/records")).body,
      ];
    },
    expected: [
      { data: {}, message: "Failed to create record.", status: 400 },
      400,
      [5],
      [1, 5],
      404,
      200,
      200,
      { data: {}, message: "The requested resource wasn't found.", status: 404 },
      { data: {}, message: "Only superusers can perform this action.", status: 403 },
      204,
      { data: {}, message: "Missing collection context.", status: 404 },
    ],
  },
  expressions(
    "db_find",
    `const make = (data) => $app.save(new Record($app.findCollectionByNameOrId("NAME"), data));
     if ($app.countRecords("NAME") === 0) {
       make({ id: "aaaaaaaaaaaaaaa", title: "Anna", qty: 1, ok: true, one: "a", day: "2024-01-01" });
       make({ id: "bbbbbbbbbbbbbbb", title: "Bob's", qty: 2, one: "b" });
       make({ id: "ccccccccccccccc", title: "", qty: 10, ok: true });
     }
     const find = (filter, sort = "", params) => $app.findRecordsByFilter("NAME", filter, sort, 0, 0, params || {}).map((r) => r.id[0]).join("");`,
    [
      [
        "[find('qty > 1'), find('qty >= 2 && ok = true'), find('qty < 2 || qty = 10'), find('(qty = 1 || qty = 2) && ok = false')]",
        ["bc", "c", "ac", "b"],
      ],
      [
        "[find('title = \"Anna\"'), find(\"title != 'Anna'\"), find(\"title = ''\"), find('title = null'), find(\"title = 'anna'\")]",
        ["a", "bc", "c", "c", ""],
      ],
      [
        "[find(\"title ~ 'AN'\"), find(\"title !~ 'an'\"), find(\"title ~ 'b%'\"), find('title = {:t}', '', { t: \"Bob's\" })]",
        ["a", "bc", "b", "b"],
      ],
      [
        "[find('ok = true'), find('ok = false'), find(\"one = 'a'\"), find('day > \"2023-01-01\"'), find('')]",
        ["ac", "b", "a", "a", "abc"],
      ],
      [
        "[find('', '-qty'), find('', 'ok,-title'), find('id = \"aaaaaaaaaaaaaaa\"')]",
        ["cba", "bac", "a"],
      ],
      ["find('nope = 1')", "threw GoError: *"],
      ["find('qty = ')", "threw GoError: *"],
      ["$app.findRecordsByFilter('NAME', 'qty > 0', 'qty', 1, 1)[0].get('qty')", 2],
      [
        "$app.findFirstRecordByFilter('NAME', 'qty = 99')",
        "threw GoError: sql: no rows in result set",
      ],
      ["$app.findFirstRecordByData('NAME', 'title', 'Anna').id", "aaaaaaaaaaaaaaa"],
      [
        "$app.findFirstRecordByData('NAME', 'title', 'anna')",
        "threw GoError: sql: no rows in result set",
      ],
      [
        "$app.findFirstRecordByData('NAME', 'nope', 1)",
        "threw GoError: invalid or missing field nope",
      ],
      ["$app.findRecordsByIds('NAME', ['bbbbbbbbbbbbbbb', 'zzz']).length", 1],
      ["[$app.countRecords('NAME'), $app.findAllRecords('NAME').length]", [3, 3]],
      ["$app.findRecordById('NAME', 'aaaaaaaaaaaaaaa').original().get('title')", "Anna"],
      ["$app.findRecordById('nope', 'x')", "threw GoError: sql: no rows in result set"],
      ["$app.findCollectionByNameOrId('db_FIND').name", "db_find"],
    ],
    {
      collections: [
        collection([
          text("title"),
          { type: "number", name: "qty" },
          { type: "bool", name: "ok" },
          { type: "select", name: "one", values: ["a", "b"] },
          { type: "date", name: "day" },
        ]),
      ],
    },
  ),
  expressions("db_collections", `const find = (name) => $app.findCollectionByNameOrId(name);`, [
    [
      "((c) => { const before = [c.id, c.isNew(), c.listRule, c.fields.length]; $app.save(c); return [before, c.id, c.isNew(), c.fields.fieldNames(), c.created.isZero()] })(new Collection({ type: 'base', name: 'NAME_made', fields: [{ type: 'text', name: 't' }] }))",
      [["pbc_1838102597", true, null, 1], "pbc_1838102597", false, ["id", "t"], false],
    ],
    [
      "$app.save(new Collection({ type: 'base', name: 'NAME_MADE' }))",
      "threw GoError: name: Collection name must be unique (case insensitive)..",
    ],
    ["$app.save(new Collection({ type: 'base', name: 'no good' }))", "threw GoError: *"],
    [
      "((c) => { c.fields.add(new NumberField({ name: 'n', min: 1 })); c.fields.addMarshaledJSON('{\"type\":\"bool\",\"name\":\"b\"}'); $app.save(c); return find('NAME_made').fields.fieldNames() })(find('NAME_made'))",
      ["id", "t", "n", "b"],
    ],
    [
      "((c) => { c.indexes.push('CREATE INDEX idx_db_collections_t ON NAME_made (t)'); $app.save(c); return find('NAME_made').indexes.length })(find('NAME_made'))",
      1,
    ],
    [
      "((c) => { c.name = 'NAME_changed'; return find('NAME_made').name })(find('NAME_made'))",
      "db_collections_made",
    ],
    [
      "($app.importCollections([{ type: 'base', name: 'NAME_imported', listRule: '', fields: [{ type: 'number', name: 'n' }] }], false), find('NAME_imported').fields.fieldNames())",
      ["id", "n"],
    ],
    [
      "($app.importCollections([{ type: 'base', name: 'NAME_imported', fields: [{ type: 'text', name: 'm' }] }], false), [find('NAME_imported').listRule, find('NAME_imported').fields.fieldNames()])",
      ["", ["m", "id", "n"]],
    ],
    ["$app.importCollections([], false)", "threw GoError: no collections to import"],
  ]),
];
