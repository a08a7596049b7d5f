import { LINE } from "../line.ts";
import { collection, expressions, type Scenario, text } from "../scenario.ts";

const FIELDS = [
  text("title"),
  { type: "number", name: "qty" },
  { type: "json", name: "meta" },
  { type: "date", name: "day" },
  { type: "select", name: "tags", values: ["a", "b", "c"], maxSelect: 3 },
  { type: "select", name: "one", values: ["a", "b"], maxSelect: 1 },
  { type: "bool", name: "ok" },
  { type: "geoPoint", name: "geo" },
  text("secret", { hidden: true }),
  { type: "autodate", name: "created", onCreate: true },
];
const NEW = `const orders = $app.findCollectionByNameOrId("NAME");
  const record = new Record(orders, { title: "t", qty: "12.5", meta: { a: 1 }, tags: ["a"], ok: "true", extra: 5, secret: "s" });
  const set = (field, value) => { const r = new Record(orders); r.set(field, value); return r.get(field) };
  const text = (field, value) => { const r = new Record(orders); r.set(field, value); return r.getString(field) };`;

export const recordScenarios: Scenario[] = [
  expressions(
    "rec_read",
    NEW,
    [
      ["record.get('meta')", [123, 34, 97, 34, 58, 49, 125]],
      [
        "[typeof record.get('meta'), Array.isArray(record.get('meta')), record.get('meta').string(), record.getString('meta'), String(record.get('meta'))]",
        ["object", true, '{"a":1}', '{"a":1}', '{"a":1}'],
      ],
      ["[record.title, record.collectionName, record.id, record.isNew()]", [null, null, "", true]],
      ["((r) => { 'use strict'; r.title = 'x' })(record)", "threw TypeError: *"],
      ["[record.get('nope'), record.getString('nope'), record.get('extra')]", [null, "", 5]],
      [
        "[record.getInt('qty'), record.getFloat('qty'), record.getString('qty'), record.getInt('title')]",
        [12, 12.5, "12.5", 0],
      ],
      [
        "[record.getBool('ok'), record.getString('ok'), record.getString('tags'), record.getStringSlice('tags')]",
        [true, "true", "", ["a"]],
      ],
      ["[record.get('geo').lon, JSON.stringify(record.get('geo'))]", [0, '{"lon":0,"lat":0}']],
      [
        "Object.keys(record.fieldsData()).sort()",
        ["created", "day", "geo", "id", "meta", "ok", "one", "qty", "secret", "tags", "title"],
      ],
      [
        "Object.keys(record.publicExport()).sort()",
        [
          "collectionId",
          "collectionName",
          "created",
          "day",
          "geo",
          "id",
          "meta",
          "ok",
          "one",
          "qty",
          "tags",
          "title",
        ],
      ],
      ["JSON.parse(JSON.stringify(record)).meta", { a: 1 }],
      [
        "[String(record), record instanceof Record, record.tableName(), record.collection().name]",
        ["[object Object]", true, "rec_read", "rec_read"],
      ],
      [
        "[record.clone().get('extra'), record.fresh().get('extra'), record.fresh().get('title'), record.original().get('title')]",
        [5, null, "t", ""],
      ],
      ["record.hide('title').publicExport().title", "undefined"],
    ],
    { collections: [collection(FIELDS)] },
  ),
  expressions(
    "rec_write",
    NEW,
    [
      [
        "['abc', null, true, '1e3', ' 1', '0x10', 7].map((v) => set('qty', v))",
        [0, 0, 1, 1000, 0, 0, 7],
      ],
      [
        "['yes', 'true', 'T', 1, 0, '', null, 'false'].map((v) => set('ok', v))",
        [false, true, true, true, false, false, false, false],
      ],
      [
        "[null, 12, 1.5, true, { a: 1 }, ['x'], '  s '].map((v) => set('title', v))",
        ["", "12", "1.5", "true", "", "", "  s "],
      ],
      [
        "['a', ['a', 'a', 'b', ''], '[\"b\"]', null, '', 5].map((v) => set('tags', v))",
        [["a"], ["a", "b"], ["b"], [], [], ["5"]],
      ],
      ["['a', ['a', 'b'], [], null].map((v) => set('one', v))", ["a", "b", "", ""]],
      [
        "['text', '{\"a\":1}', null, [1, 'x'], 5, true, '', 'true', '{bad', '-1'].map((v) => text('meta', v))",
        ['"text"', '{"a":1}', "null", '[1,"x"]', "5", "true", '""', "true", '"{bad"', "-1"],
      ],
      [
        "['2024-05-06', '2024-05-06 07:08:09.123Z', '2024-05-06T07:08:09+02:00', 'garbage', '', null, 1700000000, new Date(0)].map((v) => text('day', v))",
        [
          "2024-05-06 00:00:00.000Z",
          "2024-05-06 07:08:09.123Z",
          "2024-05-06 05:08:09.000Z",
          "",
          "",
          "",
          "2023-11-14 22:13:20.000Z",
          "1970-01-01 00:00:00.000Z",
        ],
      ],
      [
        "((d) => [d.string(), String(d), d.unix(), d.isZero(), JSON.stringify({ d })])(set('day', '2024-05-06'))",
        [
          "2024-05-06 00:00:00.000Z",
          "2024-05-06 00:00:00.000Z",
          1714953600,
          false,
          '{"d":"2024-05-06 00:00:00.000Z"}',
        ],
      ],
      ["(record.set('qty+', 2), record.set('qty-', 0.5), record.get('qty'))", 14],
      [
        "(record.set('tags+', 'b'), record.set('+tags', ['c']), record.set('tags-', 'a'), record.get('tags'))",
        ["c", "b"],
      ],
      ["(record.set('title+', 'x'), [record.get('title'), record.get('title+')])", ["t", "x"]],
      ["(record.set('created', '2020-01-01'), record.getString('created'))", ""],
      ["(record.setRaw('qty', 'raw'), record.get('qty'))", "raw"],
    ],
    { collections: [collection(FIELDS)] },
  ),
  expressions(
    "rec_collection",
    `const orders = $app.findCollectionByNameOrId("NAME"); const { fields } = orders;`,
    [
      [
        "[fields.length, fields[1].name, fields[1].type(), Array.isArray(fields)]",
        [11, "title", "text", true],
      ],
      [
        "((names) => { for (const field of fields) names.push(field.name); return names })([])",
        ["id", "title", "qty", "meta", "day", "tags", "one", "ok", "geo", "secret", "created"],
      ],
      [
        "fields.map((field) => field.type())",
        [
          "text",
          "text",
          "number",
          "json",
          "date",
          "select",
          "select",
          "bool",
          "geoPoint",
          "text",
          "autodate",
        ],
      ],
      [
        "[fields.getByName('nope'), fields.getByName('qty').max, fields.getByName('tags').maxSelect, fields.getByName('secret').hidden, fields.getByName('ok').id]",
        [null, null, 3, true, "bool2044517703"],
      ],
      ["fields.fieldNames().length", 11],
      [
        "[orders.id, orders.name, orders.type, orders.isBase(), orders.isNew(), orders.system, orders.listRule, orders.indexes]",
        ["pbc_1170245803", "rec_collection", "base", true, false, false, "", []],
      ],
      ["orders.updated.string().length", 24],
      [
        "JSON.parse(JSON.stringify(orders)).fields[2]",
        {
          ...(LINE === "0.36" ? {} : { help: "" }),
          hidden: false,
          id: "number3371740703",
          max: null,
          min: null,
          name: "qty",
          onlyInt: false,
          presentable: false,
          required: false,
          system: false,
          type: "number",
        },
      ],
      ["String(orders).startsWith('{')", true],
    ],
    { collections: [collection(FIELDS)] },
  ),
  {
    name: "rec_autodate",
    collections: [
      collection([
        text("title"),
        { type: "autodate", name: "made", onCreate: true },
        { type: "autodate", name: "changed", onCreate: true, onUpdate: true },
      ]),
    ],
    async steps({ create, ask }) {
      const begin = Date.now();
      const made = (await create({ title: "a", made: "2020-01-01" })).body as Record<
        string,
        string
      >;
      const end = Date.now();
      const isOfTheCreate = (text = "") => Date.parse(text) >= begin && Date.parse(text) <= end;
      // The next write has a later millisecond.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const path = `/api/collections/NAME/records/${made.id}`;
      const changed = (await ask("PATCH", path, { body: { title: "b" } })).body as Record<
        string,
        string
      >;
      return [
        // Each field reads the clock for itself, so the two times may differ slightly.
        isOfTheCreate(made.made) && isOfTheCreate(made.changed),
        made.made === changed.made,
        changed.changed && made.changed && changed.changed > made.changed,
        made.made?.startsWith("2020"),
      ];
    },
    expected: [true, true, true, false],
  },
  expressions(
    "rec_password",
    `const users = $app.findCollectionByNameOrId("users");
     const find = () => $app.findAuthRecordByEmail("users", "NAME@example.com");
     try { find() } catch (error) {
       const user = new Record(users, { email: "NAME@example.com" });
       user.setPassword("12345678");
       $app.save(user);
     }`,
    [
      [
        "[find().get('password'), find().getString('password'), find().isSuperuser(), find().verified()]",
        ["", "", false, false],
      ],
      [
        "[find().validatePassword('12345678'), find().validatePassword('wrong'), find().validatePassword('')]",
        [true, false, false],
      ],
      [
        "((user) => { user.set('name', 'Anna'); $app.save(user); return [find().get('name'), find().validatePassword('12345678')] })(find())",
        ["Anna", true],
      ],
      [
        "((user) => { const key = user.tokenKey(); return [key.length, find().tokenKey() === key] })(find())",
        [50, true],
      ],
      [
        "Object.keys(find().publicExport()).sort()",
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
      ["find().ignoreEmailVisibility(true).publicExport().email", "rec_password@example.com"],
    ],
  ),
];
