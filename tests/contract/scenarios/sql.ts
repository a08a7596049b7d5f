// Tests SQL in hook files, together with records of the same tables.
import { LINE } from "../line.ts";
import { collection, expressions, type Scenario, text } from "../scenario.ts";

const READ = `
  const row = (sql, params) => { const all = arrayOf(new DynamicModel({ row: "" })); $app.db().newQuery(sql).bind(params || {}).all(all); return all.map(({ row }) => row) };
  const run = (sql, params) => $app.db().newQuery(sql).bind(params || {}).execute().rowsAffected();`;

const FIELDS = [
  text("title"),
  { type: "number", name: "n" },
  { type: "bool", name: "ok" },
  { type: "json", name: "meta" },
  { type: "date", name: "due" },
  { type: "select", name: "one", values: ["a", "b"], maxSelect: 1 },
  { type: "select", name: "many", values: ["a", "b"], maxSelect: 2 },
  { type: "geoPoint", name: "at" },
];

export const sqlScenarios: Scenario[] = [
  expressions(
    "sql_read",
    `${READ}
    const one = (shape, sql, params) => { const model = new DynamicModel(shape); $app.db().newQuery(sql).bind(params || {}).one(model); return model };
    const column = (item, sql) => { const all = arrayOf(item); $app.db().newQuery(sql).column(all); return all };`,
    [
      [`row("SELECT 'a' AS row UNION ALL SELECT 'b'")`, ["a", "b"]],
      [`row("SELECT {:a} || {:b} AS row", { a: "x", b: "y" })`, ["xy"]],
      [`row("SELECT typeof({:v}) AS row", { v: 5 })`, ["integer"]],
      [`row("SELECT typeof({:v}) AS row", { v: 5.5 })`, ["real"]],
      [`row("SELECT typeof({:v}) AS row", { v: true })`, ["integer"]],
      [`row("SELECT typeof({:v}) AS row", { v: null })`, ["null"]],
      [`row("SELECT typeof({:v}) AS row", { v: "5" })`, ["text"]],
      [`row("SELECT {:a} AS row", {})`, "threw GoError: Named parameter not found: a"],
      [`row("SELECT nope AS row")`, "threw GoError: SQL logic error: no such column: nope (1)"],
      [`row("SELECT 1 FROM nope")`, "threw GoError: SQL logic error: no such table: nope (1)"],
      [`row("SELEC 1")`, 'threw GoError: SQL logic error: near "SELEC": syntax error (1)'],
      [
        `row("SELECT NULL AS row")`,
        'threw GoError: sql: Scan error on column index 0, name "row": converting NULL to string is unsupported',
      ],
      [`row("SELECT 1 AS row WHERE false")`, []],
      [`row("SELECT 12 AS row")`, ["12"]],
      [`row("SELECT 1.5 AS row")`, ["1.5"]],
      [`row("SELECT 1e6 AS row")`, ["1e+06"]],
      [`row("SELECT 0.00001 AS row")`, ["1e-05"]],
      [`row("SELECT 123456.5 AS row")`, ["123456.5"]],
      [`row("SELECT 1234567.5 AS row")`, ["1.2345675e+06"]],
      [`row("SELECT x'61' AS row")`, ["a"]],
      [`row("SELECT json_object('a', json('[1]')) AS row")`, ['{"a":[1]}']],
      [`row("SELECT '{\\"a\\":{\\"b\\":2}}' ->> '$.a.b' AS row")`, ["2"]],
      [
        `row("SELECT printf('%!.17g', 0.1) AS row")`,
        [LINE === "0.36" ? "0.10000000000000001" : "0.1"],
      ],
      [`row("SELECT value AS row FROM json_each('[1,\\"x\\"]')")`, ["1", "x"]],
      [`row("SELECT \\"no column\\" AS row")`, ["no column"]],
      [`row("SELECT length('ä€😀') AS row")`, ["3"]],
      [`row("SELECT [[name]] AS row FROM {{_collections}} WHERE [[name]] = 'users'")`, ["users"]],
      [
        `one({ a: 0, b: "", c: false, d: -0 }, "SELECT 7 AS a, 'x' AS b, 1 AS c, 1.5 AS d, 9 AS other")`,
        { a: 7, b: "x", c: true, d: 1.5 },
      ],
      [`one({ a: 0 }, "SELECT 7 AS b")`, { a: 0 }],
      [`one({ a: 3 }, "SELECT 1 AS a WHERE false")`, "threw GoError: sql: no rows in result set"],
      [
        `one({ a: 0 }, "SELECT 'x' AS a")`,
        'threw GoError: sql: Scan error on column index 0, name "a": converting driver.Value type string ("x") to a int64: invalid syntax',
      ],
      [
        `one({ a: 0 }, "SELECT 1.5 AS a")`,
        'threw GoError: sql: Scan error on column index 0, name "a": converting driver.Value type float64 ("1.5") to a int64: invalid syntax',
      ],
      [
        `one({ a: false }, "SELECT 5 AS a")`,
        `threw GoError: sql: Scan error on column index 0, name "a": sql/driver: couldn't convert 5 into type bool`,
      ],
      [
        `one({ list: [], map: {} }, "SELECT '[1]' AS list, '{\\"k\\":2}' AS map")`,
        { list: [1], map: { k: 2 } },
      ],
      [`column("", "SELECT 'a' UNION ALL SELECT 'b'")`, ["a", "b"]],
      [`column(0, "SELECT 1 UNION ALL SELECT 2")`, [1, 2]],
      [`$app.db().newQuery("SELECT {:a}").bind({ a: 1 }).bind({ b: 2 }).params()`, { a: 1, b: 2 }],
      [`$app.db().newQuery("SELECT 1").sql()`, "SELECT 1"],
      [`Array.isArray(arrayOf(new DynamicModel({ a: 1 })))`, true],
      [`arrayOf(new DynamicModel({ a: 1 })).length`, 0],
    ],
  ),
  expressions(
    "sql_write",
    READ,
    [
      [`run("INSERT INTO NAME (id, title) VALUES ('a', 'A'), ('b', 'B')")`, 2],
      [`run("UPDATE NAME SET n = 1 WHERE title = {:t}", { t: "A" })`, 1],
      [`run("UPDATE NAME SET n = 1 WHERE title = 'nope'")`, 0],
      [
        `run("INSERT INTO NAME (id) VALUES ('a')")`,
        "threw GoError: constraint failed: UNIQUE constraint failed: sql_write.id (1555)",
      ],
      [
        `run("INSERT INTO NAME (id, title) VALUES ('c', NULL)")`,
        "threw GoError: constraint failed: NOT NULL constraint failed: sql_write.title (1299)",
      ],
      [`run("INSERT INTO NAME (id, title) VALUES ('b', 'again') ON CONFLICT DO NOTHING")`, 0],
      [
        `(() => { const all = arrayOf(new DynamicModel({ id: "", n: 0 })); $app.db().newQuery("UPDATE NAME SET n = n + 5 RETURNING id, n").all(all); return all.map(({ id, n }) => id + n) })()`,
        ["a6", "b5"],
      ],
      [`$app.findRecordById("NAME", "a").getInt("n")`, 6],
      [`$app.findRecordById("NAME", "b").get("title")`, "B"],
      [
        `row("SELECT group_concat(id, ',') AS row FROM (SELECT id FROM NAME ORDER BY id)")`,
        ["a,b"],
      ],
      [`run("DELETE FROM NAME WHERE id = 'b'")`, 1],
      [`$app.countRecords("NAME")`, 1],
      [`$app.findRecordById("NAME", "b").id`, "threw GoError: sql: no rows in result set"],
    ],
    { collections: [collection([text("title"), { type: "number", name: "n" }])] },
  ),
  expressions(
    "sql_columns",
    `${READ}
    const save = (data) => { const record = new Record($app.findCollectionByNameOrId("NAME"), data); $app.save(record); return record.id };
    const kept = (id, name) => JSON.parse(row("SELECT json_array(typeof([[" + name + "]]), [[" + name + "]]) AS row FROM NAME WHERE id = {:id}", { id })[0]);
    const types = (data) => { const id = save(data); return "title n ok meta due one many at".split(" ").map((name) => kept(id, name)) };`,
    [
      [
        `types({})`,
        [
          ["text", ""],
          ["integer", 0],
          ["integer", 0],
          ["null", null],
          ["text", ""],
          ["text", ""],
          ["text", "[]"],
          ["text", '{"lon":0,"lat":0}'],
        ],
      ],
      [
        `types({ title: "t", n: 1.5, ok: true, meta: { a: [1] }, due: "2030-01-02 03:04:05.678Z", one: "b", many: ["a", "b"], at: { lon: 1.5, lat: 2 } })`,
        [
          ["text", "t"],
          ["real", 1.5],
          ["integer", 1],
          ["text", '{"a":[1]}'],
          ["text", "2030-01-02 03:04:05.678Z"],
          ["text", "b"],
          ["text", '["a","b"]'],
          ["text", '{"lon":1.5,"lat":2}'],
        ],
      ],
      [
        `types({ meta: "text", n: 12345678901 }).slice(1, 4)`,
        [
          ["integer", 12345678901],
          ["integer", 0],
          ["text", '"text"'],
        ],
      ],
      [`types({ many: ["b"] })[6]`, ["text", '["b"]']],
      [
        `row("SELECT group_concat(name || ' ' || type, ', ') AS row FROM (SELECT * FROM pragma_table_info('NAME') ORDER BY name)")`,
        [
          "at JSON, due TEXT, id TEXT, many JSON, meta JSON, n NUMERIC, ok BOOLEAN, one TEXT, title TEXT",
        ],
      ],
      [
        `(run("INSERT INTO NAME (id, n, meta) VALUES ('plain', 2, NULL)"), JSON.parse(JSON.stringify($app.findRecordById("NAME", "plain"))))`,
        {
          at: { lat: 0, lon: 0 },
          collectionId: "sql_columns_id",
          collectionName: "NAME",
          due: "",
          id: "plain",
          many: [],
          meta: null,
          n: 2,
          ok: false,
          one: "",
          title: "",
        },
      ],
    ],
    { collections: [collection(FIELDS, { id: "sql_columns_id" })] },
  ),
  {
    name: "sql_trigger",
    collections: [collection([text("title")]), collection([text("said")], { name: "NAME_log" })],
    hook: `
      $app.onServe().bindFunc((e) => {
        for (const [event, row] of [["INSERT", "NEW"], ["UPDATE", "NEW"], ["DELETE", "OLD"]])
          $app.db().newQuery("CREATE TRIGGER IF NOT EXISTS NAME_" + event + " AFTER " + event + " ON NAME BEGIN INSERT INTO NAME_log (said) VALUES ('" + event + " ' || " + row + ".title); END").execute();
        $app.db().newQuery("CREATE TRIGGER NAME_refuse BEFORE INSERT ON NAME WHEN NEW.title = 'bad' BEGIN SELECT RAISE(ABORT, 'not this one'); END").execute();
        e.next();
      });
      routerAdd("POST", "/NAME/rollback", (e) => {
        try { e.app.runInTransaction((tx) => { tx.save(new Record(tx.findCollectionByNameOrId("NAME"), { title: "gone" })); throw new Error("no") }) } catch (_) {}
        return e.json(200, e.app.countRecords("NAME_log"));
      });
      routerAdd("POST", "/NAME/refuse", (e) => {
        try { e.app.save(new Record(e.app.findCollectionByNameOrId("NAME"), { title: "bad" })) } catch (error) { return e.json(200, error.message) }
      });`,
    async steps({ create, ask }) {
      const { id } = (await create({ title: "a" })).body as { id: string };
      await ask("PATCH", `/api/collections/NAME/records/${id}`, { body: { title: "b" } });
      await ask("DELETE", `/api/collections/NAME/records/${id}`);
      const log = await ask("GET", "/api/collections/NAME_log/records?sort=@rowid");
      const said = (log.body as { items: { said: string }[] }).items.map((row) => row.said);
      return [
        said,
        (await ask("POST", "/NAME/rollback")).body,
        (await ask("POST", "/NAME/refuse")).body,
        (await create({ title: "bad" })).body,
      ];
    },
    expected: [
      ["INSERT a", "UPDATE b", "DELETE b"],
      3,
      "constraint failed: not this one (1811)",
      { data: {}, message: "Failed to create record.", status: 400 },
    ],
  },
  {
    name: "sql_transaction",
    collections: [collection([text("title")])],
    hook: `routerAdd("POST", "/NAME/go", (e) => {
      const out = [];
      const sql = (app, text) => app.db().newQuery(text).execute();
      const count = (app) => { const all = arrayOf(new DynamicModel({ n: 0 })); app.db().newQuery("SELECT count(*) AS n FROM NAME").all(all); return all[0].n };
      e.app.runInTransaction((tx) => {
        sql(tx, "INSERT INTO NAME (id, title) VALUES ('1', 'one')");
        out.push(count(tx), count($app));
        sql(tx, "SAVEPOINT here");
        sql(tx, "INSERT INTO NAME (id, title) VALUES ('2', 'two')");
        out.push(count(tx));
        sql(tx, "ROLLBACK TO here");
        sql(tx, "RELEASE here");
        out.push(count(tx));
        tx.runInTransaction((inner) => { sql(inner, "INSERT INTO NAME (id, title) VALUES ('3', 'three')"); out.push(inner.isTransactional(), count(inner)) });
        try { tx.runInTransaction((inner) => { sql(inner, "INSERT INTO NAME (id, title) VALUES ('4', 'four')"); throw new Error("caught outside") }) } catch (_) {}
        out.push(count(tx));
      });
      out.push(count(e.app));
      try { e.app.runInTransaction((tx) => { sql(tx, "DELETE FROM NAME"); out.push(count(tx)); throw new Error("back") }) } catch (_) {}
      out.push(count(e.app));
      return e.json(200, out);
    });`,
    steps: async ({ ask }) => (await ask("POST", "/NAME/go")).body,
    expected: [1, 0, 2, 1, true, 2, 3, 3, 0, 3],
  },
  {
    name: "sql_prepared",
    collections: [collection([text("a", { id: "field_a" }), text("b")])],
    hook: `routerAdd("POST", "/NAME/go", (e) => {
      const db = $app.nonconcurrentDB().db();
      // The statement is kept in the store, which all VMs share.
      $app.store().set("NAME", db.prepare("INSERT INTO NAME (id, a) VALUES (?, ?) ON CONFLICT DO NOTHING"));
      const insert = $app.store().get("NAME");
      const all = () => { const all = arrayOf(new DynamicModel({ row: "" })); $app.db().newQuery("SELECT id || ' ' || quote(a) AS row FROM NAME ORDER BY rowid").all(all); return all.map(({ row }) => row) };
      const tried = (run) => { try { return run() } catch (error) { return error.message } };
      const out = [insert.exec("1", "x").rowsAffected(), insert.exec("1", "y").rowsAffected(), insert.exec("2", 5).rowsAffected(), insert.exec("3", true).rowsAffected()];
      const it = $app.findCollectionByNameOrId("NAME");
      it.fields.getById("field_a").name = "c";
      it.fields.add(new TextField({ name: "a" }));
      $app.save(it);
      out.push(insert.exec("4", "after a change of the schema").rowsAffected(), all());
      out.push(tried(() => insert.exec("5")), tried(() => db.prepare("INSERT INTO nope VALUES (?)")), tried(() => db.prepare("SELEC 1")));
      $app.runInTransaction((tx) => { out.push(tx.nonconcurrentDB().db === undefined) });
      insert.close();
      out.push(tried(() => insert.exec("6", "x")));
      return e.json(200, out);
    });`,
    steps: async ({ ask }) => (await ask("POST", "/NAME/go")).body,
    expected: [
      1,
      0,
      1,
      1,
      1,
      ["1 ''", "2 ''", "3 ''", "4 'after a change of the schema'"],
      "missing argument with index 2",
      "SQL logic error: no such table: nope (1)",
      'SQL logic error: near "SELEC": syntax error (1)',
      true,
      "sql: statement is closed",
    ],
  },
  {
    name: "sql_schema",
    collections: [
      collection([text("a", { id: "field_a" }), text("b", { id: "field_b" })], {
        indexes: ["CREATE INDEX idx_sql_schema ON NAME (a, b DESC)"],
      }),
    ],
    hook: `routerAdd("POST", "/NAME/go", (e) => {
      const columns = () => { const all = arrayOf(new DynamicModel({ row: "" })); $app.db().newQuery("SELECT group_concat(name, ' ') AS row FROM (SELECT name FROM pragma_table_info('NAME') ORDER BY name)").all(all); return all[0].row };
      const index = () => { const all = arrayOf(new DynamicModel({ row: "" })); $app.db().newQuery("SELECT sql AS row FROM sqlite_master WHERE name = 'idx_sql_schema'").all(all); return all.length ? all[0].row : "" };
      const out = [columns(), index()];
      $app.save(new Record($app.findCollectionByNameOrId("NAME"), { a: "1", b: "2" }));
      const change = (how) => { const it = $app.findCollectionByNameOrId("NAME"); how(it); $app.save(it); return it };
      const first = () => { const { a, b, c } = $app.findFirstRecordByFilter("NAME", "").fieldsData(); return [a, b, c] };
      change((it) => { it.fields.getById("field_a").name = "c"; it.indexes = ["CREATE INDEX idx_sql_schema ON other (c)"] });
      out.push(columns(), index(), first());
      change((it) => { it.indexes = []; it.fields.add(new NumberField({ name: "n" })) });
      out.push(columns(), index());
      change((it) => { it.fields.removeByName("b") });
      out.push(columns(), first());
      try { change((it) => { it.indexes = ["CREATE INDEX idx_sql_schema ON NAME (nope)"] }) } catch (error) { out.push(error.message) }
      out.push(columns(), index(), $app.findCachedCollectionByNameOrId("NAME").indexes.length);
      return e.json(200, out);
    });`,
    steps: async ({ ask }) => (await ask("POST", "/NAME/go")).body,
    expected: [
      "a b id",
      "CREATE INDEX `idx_sql_schema` ON `NAME` (\n  `a`,\n  `b` DESC\n)",
      "b c id",
      "CREATE INDEX `idx_sql_schema` ON `NAME` (`c`)",
      [null, "2", "1"],
      "b c id n",
      "",
      "c id n",
      [null, null, "1"],
      "indexes: (0: Failed to create index idx_sql_schema - SQL logic error: no such column: nope (1)..).",
      "c id n",
      "",
      0,
    ],
  },
];
