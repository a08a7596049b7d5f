import { collection, type Scenario, text } from "../scenario.ts";

const STAGES = [
  "RecordCreateRequest",
  "RecordValidate",
  "RecordCreate",
  "RecordCreateExecute",
  "RecordAfterCreateSuccess",
  "RecordAfterCreateError",
  "RecordUpdateRequest",
  "RecordUpdate",
  "RecordUpdateExecute",
  "RecordAfterUpdateSuccess",
  "RecordAfterUpdateError",
  "RecordDeleteRequest",
  "RecordDelete",
  "RecordDeleteExecute",
  "RecordAfterDeleteSuccess",
  "RecordAfterDeleteError",
];
const MODEL = [
  "ModelValidate",
  "ModelCreate",
  "ModelCreateExecute",
  "ModelAfterCreateSuccess",
  "ModelAfterCreateError",
];

/** Prints every stage when it begins and when it ends. */
const tracing = [...STAGES, ...MODEL]
  .map(
    (name) =>
      `on${name}((e) => { console.log("NAME: >${name}"); e.next(); console.log("NAME: <${name}") }, "NAME");`,
  )
  .join("\n");

export const eventScenarios: Scenario[] = [
  {
    name: "ev_order",
    collections: [collection([text("title", { max: 5 })])],
    hook: tracing,
    async steps({ create, ask, lines }) {
      const made = await create({ title: "a" });
      const { id } = made.body as { id: string };
      const created = await lines();
      await ask("PATCH", `/api/collections/NAME/records/${id}`, { body: { title: "b" } });
      const updated = await lines();
      await ask("DELETE", `/api/collections/NAME/records/${id}`);
      const deleted = await lines();
      await create({ title: "too long" });
      return { created, updated, deleted, refused: await lines() };
    },
    expected: {
      created: [
        ">RecordCreateRequest",
        ">RecordCreate",
        ">ModelCreate",
        ">RecordValidate",
        ">ModelValidate",
        "<ModelValidate",
        "<RecordValidate",
        ">RecordCreateExecute",
        ">ModelCreateExecute",
        "<ModelCreateExecute",
        "<RecordCreateExecute",
        "<ModelCreate",
        "<RecordCreate",
        ">RecordAfterCreateSuccess",
        ">ModelAfterCreateSuccess",
        "<ModelAfterCreateSuccess",
        "<RecordAfterCreateSuccess",
        "<RecordCreateRequest",
      ],
      updated: [
        ">RecordUpdateRequest",
        ">RecordUpdate",
        ">RecordValidate",
        ">ModelValidate",
        "<ModelValidate",
        "<RecordValidate",
        ">RecordUpdateExecute",
        "<RecordUpdateExecute",
        "<RecordUpdate",
        ">RecordAfterUpdateSuccess",
        "<RecordAfterUpdateSuccess",
        "<RecordUpdateRequest",
      ],
      deleted: [
        ">RecordDeleteRequest",
        ">RecordDelete",
        ">RecordDeleteExecute",
        "<RecordDeleteExecute",
        "<RecordDelete",
        ">RecordAfterDeleteSuccess",
        "<RecordAfterDeleteSuccess",
        "<RecordDeleteRequest",
      ],
      refused: [
        ">RecordCreateRequest",
        ">RecordCreate",
        ">ModelCreate",
        ">RecordValidate",
        ">RecordAfterCreateError",
        ">ModelAfterCreateError",
        "<ModelAfterCreateError",
        "<RecordAfterCreateError",
      ],
    },
  },
  {
    name: "ev_forgotten_next",
    collections: [collection([text("title")])],
    hook: `onRecordCreate((e) => {}, "NAME")`,
    async steps({ create, ask }) {
      const { status, body } = await create({ title: "a" });
      const { id } = body as { id: string };
      return [status, id.length, (await ask("GET", `/api/collections/NAME/records/${id}`)).status];
    },
    expected: [200, 15, 404],
  },
  {
    name: "ev_throw_after_success",
    collections: [collection([text("title")])],
    hook: `onRecordAfterCreateSuccess((e) => { e.next(); throw new BadRequestError("too late") }, "NAME")`,
    async steps({ create, ask }) {
      const { status, body } = await create({ title: "a" });
      const list = await ask("GET", "/api/collections/NAME/records");
      return [
        status,
        (body as { message: string }).message,
        (list.body as { totalItems: number }).totalItems,
      ];
    },
    expected: [400, "Too late.", 1],
  },
  {
    name: "ev_original",
    collections: [collection([text("title")])],
    hook: `
      const say = (stage) => "(e) => { e.next(); console.log('NAME: " + stage + "', e.record.original().get('title') + '>' + e.record.get('title'), e.record.isNew(), e.record.original().isNew(), e.type) }";
      onRecordCreate(say("create"), "NAME");
      onRecordAfterCreateSuccess(say("created"), "NAME");
      onRecordUpdateExecute(say("update"), "NAME");
      onRecordAfterUpdateSuccess(say("updated"), "NAME");`,
    async steps({ create, ask, lines }) {
      const { id } = (await create({ title: "a" })).body as { id: string };
      await ask("PATCH", `/api/collections/NAME/records/${id}`, { body: { title: "b" } });
      return lines();
    },
    expected: [
      "create >a false true create",
      "created >a false true create",
      "update a>b false false update",
      "updated a>b false false update",
    ],
  },
  {
    name: "ev_tags",
    collections: [
      collection([text("title")]),
      collection([text("title")], { name: "NAME_two", id: "id_of_two" }),
    ],
    hook: `
      const say = (how) => "(e) => { console.log('NAME: " + how + " ' + e.record.collection().name); e.next() }";
      onRecordCreate(say("name"), "NAME");
      onRecordCreate(say("id"), "id_of_two");
      onRecordCreate(say("both"), "NAME", "NAME_two");
      // Hooks without a tag need an event in which no other scenario counts VMs.
      onRecordViewRequest("(e) => { if (e.collection.name.startsWith('NAME')) console.log('NAME: all ' + e.collection.name); e.next() }");
      onModelCreate("(e) => { console.log('NAME: model ' + e.model.collection().name); e.next() }", "NAME_two");`,
    async steps({ create, ask, lines }) {
      await create({ title: "a" });
      const made = await ask("POST", "/api/collections/NAME_two/records", { body: { title: "b" } });
      await ask("GET", `/api/collections/NAME_two/records/${(made.body as { id: string }).id}`);
      return lines();
    },
    expected: [
      "name ev_tags",
      "both ev_tags",
      "id ev_tags_two",
      "both ev_tags_two",
      "model ev_tags_two",
      "all ev_tags_two",
    ],
  },
  {
    name: "ev_nested",
    collections: [collection([text("title")]), collection([text("title")], { name: "NAME_log" })],
    files: { "NAME.js": `let n = 0; exports.next = () => ++n;` },
    hook: `
      onRecordCreate((e) => {
        const { next } = require(__hooks + "/NAME.js");
        console.log("NAME: outer", next());
        e.next();
        const record = new Record($app.findCollectionByNameOrId("NAME_log"), { title: "log" });
        e.app.save(record);
        console.log("NAME: outer again", next(), record.isNew());
      }, "NAME");
      onRecordCreateExecute((e) => { console.log("NAME: inner", require(__hooks + "/NAME.js").next()); e.next() }, "NAME");
      onRecordCreate((e) => { console.log("NAME: log", require(__hooks + "/NAME.js").next()); e.next() }, "NAME_log");`,
    async steps({ create, lines }) {
      await create({ title: "a" });
      await create({ title: "b" });
      return lines();
    },
    // Modules live per VM. The event inside of another one runs in the next free VM.
    expected: [
      "outer 1",
      "inner 1",
      "log 2",
      "outer again 2 false",
      "outer 3",
      "inner 3",
      "log 4",
      "outer again 4 false",
    ],
  },
  {
    name: "ev_change_in_hook",
    collections: [collection([text("title"), { type: "number", name: "qty" }])],
    hook: `
      onRecordValidate((e) => { e.record.set("qty", e.record.getInt("qty") + 1); e.next() }, "NAME");
      onRecordCreateRequest((e) => { e.record.set("title", e.record.get("title") + "!"); e.next(); e.record.set("title", "not stored") }, "NAME");`,
    async steps({ create, ask }) {
      const { body } = await create({ title: "a", qty: 1 });
      const { id, title, qty } = body as { id: string; title: string; qty: number };
      const stored = (await ask("GET", `/api/collections/NAME/records/${id}`)).body as {
        title: string;
      };
      return [title, qty, stored.title];
    },
    expected: ["a!", 2, "a!"],
  },
  {
    name: "ev_throw_after_next",
    collections: [collection([text("title")])],
    hook: `
      onRecordCreate((e) => { e.next(); throw new BadRequestError("after the write") }, "NAME");
      onRecordAfterCreateError((e) => { console.log("NAME: error", e.record.isNew(), e.record.id !== ""); e.next() }, "NAME");
      onRecordAfterCreateSuccess((e) => { console.log("NAME: success"); e.next() }, "NAME");`,
    async steps({ create, ask, lines }) {
      const { status } = await create({ title: "a" });
      const { body } = await ask("GET", "/api/collections/NAME/records");
      return [status, (body as { totalItems: number }).totalItems, await lines()];
    },
    // Nothing is rolled back, because a write has no transaction around it unless a hook makes one.
    expected: [400, 1, ["error true true"]],
  },
];
