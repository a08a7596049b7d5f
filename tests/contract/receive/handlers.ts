// The life of a stored event: its handler, the order, another attempt, its end, and another run by
// hand.
import type { Case } from "../cases.ts";
import type { Driver } from "../drivers.ts";
import {
  deliver,
  edit,
  REPEATED,
  rows,
  STORED,
  statuses,
  stored,
  type Table,
  told,
} from "./webhooks.ts";

const sources = `(() => {
// The second attempt reports how the first one ended.
const faulty = (run) => (event, ctx) => {
  if (ctx.job.attempt === 1) return run(ctx);
  const row = ctx.app.findFirstRecordByData("bundle_events", "event", event.id);
  print("fault", row.getString("error").split("\\n")[0]);
};
const on = {
  exact: {
    "invoice.paid": say("exact"), "invoice.*": say("prefix"), "inv*": say("shorter"), "toString": say("own"),
  },
  order: {
    "subscription.*": (event, ctx) => print("order", [event.id, ctx.latest(event.about, () => print("latest", event.id))]),
  },
  effects: {
    "fails": (event, ctx) => {
      const ran = [ctx.once(() => print("once", event.id)), ctx.latest("k", () => print("k", event.id))];
      print("ran", ran);
      if (ctx.job.attempt < 3) throw ctx.retryIn(0);
    },
    "undone": (event, ctx) => {
      ctx.once((tx) => {
        tx.app.save(new Record(tx.app.findCollectionByNameOrId("notes"), { text: event.id }));
        if (ctx.job.attempt < 2) throw ctx.retryIn(0);
      });
    },
    "twice": faulty((ctx) => { ctx.latest("t", () => {}); ctx.latest("t", () => {}); }),
    "async": faulty(async () => {}),
    "async_once": faulty((ctx) => { ctx.once(async () => {}); }),
  },
  fails: {
    "first": (event, ctx) => { print("attempt", ctx.job.attempt); if (ctx.job.attempt < 2) throw new Error("out of stock"); },
    "always": (event, ctx) => { print("attempt", ctx.job.attempt); throw ctx.retryIn(0, "still out of stock"); },
    "drops": (event, ctx) => { throw ctx.discard("no such order"); },
  },
  runs: {
    "drops": (event, ctx) => { print("runs", event); if (event.bad) throw ctx.discard("no such order"); },
    "once": (event, ctx) => { ctx.once(() => print("runs", event.id)); ctx.latest("k", () => print("runs", "latest " + event.id)); },
  },
  odd: { "x": () => {} },
};
return Object.fromEntries(Object.entries(on).map(([name, on]) => [name, { scheme: "stripe", secret: secrets.stripe, on }]));
})()`;

const migrations = {
  "1_notes.js": `migrate((app) => app.save(new Collection({ type: "base", name: "notes", listRule: "", fields: [{ type: "text", name: "text" }] })))`,
};

type Event = { id: unknown; type?: unknown } & Record<string, unknown>;
const send = async (driver: Driver, source: string, ...events: Event[]) => {
  const answers = [];
  for (const event of events) answers.push(await deliver(driver, "stripe", event, { source }));
  await driver.settle();
  return answers;
};
const errorOf = async (driver: Driver, source: string) =>
  (await stored(driver, source)).at(-1)?.error.split("\n")[0];
const notes = async (driver: Driver) => {
  const { body } = await driver.request("GET", "/api/collections/notes/records");
  return (body as { items: { text: string }[] }).items.map(({ text }) => text);
};

const cases: Case[] = [
  {
    name: "the most exact handler runs, and without one an event is ignored",
    async run(driver) {
      const types = [
        "invoice.paid",
        "invoice.voided",
        "inventory",
        "toString",
        "charge.failed",
        "valueOf",
        "",
      ];
      await send(driver, "exact", ...types.map((type, i) => ({ id: `evt_${i}`, type })));
      const said = [];
      for (const tag of ["exact", "prefix", "shorter", "own"])
        said.push([tag, ...(await told(driver, tag)).map(({ of }) => of.type)]);
      return [said, (await rows(driver, "exact")).map(([, type, status]) => [type, status])];
    },
    expected: [
      [
        ["exact", "invoice.paid"],
        ["prefix", "invoice.voided"],
        ["shorter", "inventory"],
        ["own", "toString"],
      ],
      [
        ["invoice.paid", "done"],
        ["invoice.voided", "done"],
        ["inventory", "done"],
        ["toString", "done"],
        ["charge.failed", "ignored"],
        ["valueOf", "ignored"],
        ["", "ignored"],
      ],
    ],
  },
  {
    name: "latest skips older events; within one second, created comes first and deleted last",
    async run(driver) {
      const event = (id: string, type: string, created: number, about = "sub_1") => ({
        id,
        type: `subscription.${type}`,
        created,
        about,
      });
      await send(
        driver,
        "order",
        event("newer", "updated", 1020),
        event("older", "updated", 1010),
        event("created", "created", 1020),
        event("same second", "updated", 1020),
        event("deleted", "deleted", 1030),
        event("updated after", "updated", 1030),
        event("another", "updated", 1000, "sub_2"),
      );
      return [await told(driver, "order"), await told(driver, "latest")];
    },
    expected: [
      [
        ["newer", true],
        ["older", false],
        ["created", false],
        ["same second", true],
        ["deleted", true],
        ["updated after", false],
        ["another", true],
      ],
      ["newer", "same second", "deleted", "another"],
    ],
  },
  {
    name: "a handler that fails after once and latest does not repeat them",
    async run(driver) {
      await send(driver, "effects", { id: "evt_1", type: "fails", created: 1000 });
      await send(driver, "effects", { id: "evt_0", type: "fails", created: 999 });
      return [await told(driver, "ran"), await told(driver, "once"), await told(driver, "k")];
    },
    expected: [
      [
        [true, true],
        [false, false],
        [false, false],
        [true, false],
        [false, false],
        [false, false],
      ],
      ["evt_1", "evt_0"],
      ["evt_1"],
    ],
  },
  {
    name: "a throw in once undoes its writes and its mark",
    async run(driver) {
      await send(driver, "effects", { id: "evt_2", type: "undone" });
      return [await notes(driver), (await statuses(driver, "effects")).at(-1)];
    },
    expected: [["evt_2"], "evt_2 done"],
  },
  {
    name: "an event that fails is tried again, and ends well",
    async run(driver) {
      const answers = await send(driver, "fails", { id: "evt_1", type: "first" });
      const attempts = await told(driver, "attempt");
      return [answers, attempts, await statuses(driver, "fails"), await errorOf(driver, "fails")];
    },
    expected: [[STORED], [1, 2], ["evt_1 done"], ""],
  },
  {
    name: "an event that fails eight times is dead",
    async run(driver) {
      await send(driver, "fails", { id: "evt_2", type: "always" });
      const attempts = (await told(driver, "attempt")).length;
      return [attempts, (await statuses(driver, "fails")).at(-1), await errorOf(driver, "fails")];
    },
    expected: [8, "evt_2 dead", "Error: still out of stock"],
  },
  {
    name: "an event that is given up is dead at once, and a repeat does not wake it",
    async run(driver) {
      const event = { id: "evt_3", type: "drops" };
      const answers = await send(driver, "fails", event, event);
      return [answers, (await statuses(driver, "fails")).at(-1), await errorOf(driver, "fails")];
    },
    expected: [[STORED, REPEATED], "evt_3 dead", "Error: no such order"],
  },
  {
    name: "a dead event that is set to queued runs again, and a repeated delivery does not change that",
    async run(driver) {
      const event = { id: "evt_1", type: "drops", bad: 1 };
      await send(driver, "runs", event);
      const before = [...(await statuses(driver, "runs")), await errorOf(driver, "runs")];
      const payload = { ...event, bad: 0 };
      const status = await edit(driver, "runs", "evt_1", { status: "queued", payload });
      const again = await send(driver, "runs", event);
      const after = [...(await statuses(driver, "runs")), await errorOf(driver, "runs")];
      return { before, status, again, after, ran: await told(driver, "runs") };
    },
    expected: {
      before: ["evt_1 dead", "Error: no such order"],
      status: 200,
      again: [REPEATED],
      after: ["evt_1 done", ""],
      ran: [1, 0].map((bad) => ({ id: "evt_1", type: "drops", bad })),
    },
  },
  {
    name: "a run by hand repeats ctx.once, and ctx.latest unless a newer event has run",
    async run(driver) {
      await send(
        driver,
        "runs",
        { id: "newer", type: "once", created: 2000 },
        { id: "older", type: "once", created: 1000 },
      );
      const first = await told(driver, "runs");
      for (const id of ["newer", "older"]) await edit(driver, "runs", id, { status: "queued" });
      return [first, await told(driver, "runs")];
    },
    expected: [
      ["newer", "latest newer", "older"],
      ["newer", "latest newer", "older"],
    ],
  },
  {
    name: "an event without a handler is ignored when it runs again, too",
    async run(driver) {
      await send(driver, "runs", { id: "evt_ignored", type: "unknown" });
      const before = (await statuses(driver, "runs")).at(-1);
      const status = await edit(driver, "runs", "evt_ignored", { status: "queued" });
      return [before, status, (await statuses(driver, "runs")).at(-1)];
    },
    expected: ["evt_ignored ignored", 200, "evt_ignored ignored"],
  },
  {
    name: "faults of handlers are errors of their events",
    async run(driver) {
      const types = ["twice", "async", "async_once"];
      await send(driver, "effects", ...types.map((type) => ({ id: `evt_${type}`, type })));
      // Each event waits for a time of its own, so the order may vary.
      return (await told(driver, "fault")).sort();
    },
    expected: [
      'Error: This handler has used the key "t" before.',
      ...Array(2).fill(
        "TypeError: The handler is async, and PocketBase's runtime waits for nothing: make it synchronous.",
      ),
    ],
  },
  {
    name: "an event's id and type are texts or numbers",
    async run(driver) {
      const answers = await send(
        driver,
        "odd",
        { id: undefined, type: "x" },
        { id: "", type: "x" },
        { id: null, type: "x" },
        { id: { a: 1 }, type: "x" },
        { id: "x".repeat(256), type: "x" },
        { id: "evt_t", type: "x".repeat(256) },
        { id: 17, type: "x" },
        { id: "ä".repeat(255), type: "x" },
        { id: "evt_no_type" },
        { id: "evt_type", type: { toString: 1 }, created: "soon" },
        { id: "evt_proto", type: "__proto__", created: -1e20 },
        { id: 'it\'s "it"; DROP TABLE bundle_events --', type: 5 },
      );
      return [answers, await rows(driver, "odd")];
    },
    expected: [
      [
        ...Array(4).fill("400 The event has no id."),
        ...Array(2).fill("400 The event's id and type have 255 characters at most."),
        ...Array(6).fill(STORED),
      ],
      [
        ["17", "x", "done", false, "now"],
        ["ä".repeat(255), "x", "done", false, "now"],
        ["evt_no_type", "", "ignored", false, "now"],
        ["evt_type", "", "ignored", false, "now"],
        ["evt_proto", "__proto__", "ignored", false, "now"],
        ['it\'s "it"; DROP TABLE bundle_events --', "5", "ignored", false, "now"],
      ],
    ],
  },
];

export const handlers: Table = { sources, migrations, cases };
