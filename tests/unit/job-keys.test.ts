// Tests keys on the mock: one run more, debounce and throttle, and what a wrong option says.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

/**
 * Routes that enqueue, cancel, reschedule and find. The handler of `push` prints its payload; while
 * it runs, it does what `does` of the payload says.
 */
const CONFIG = `
const ask = (jobs, { call, args }) => jobs[call](...args);
module.exports = { jobs: { backoff: 60000 }, extensions: [{ name: "x",
  routes: [{ method: "POST", path: "/api/ask", auth: "public", handler: (ctx) => ({ result: ask(ctx.jobs, ctx.body) }) }],
  changes: [{ on: "orders:create", handler: ({ record }, ctx) => {
    for (const one of JSON.parse(record.title)) console.log(JSON.stringify(ask(ctx.jobs, one)));
  } }],
  jobs: {
    push: { attempts: 3, handler: (payload, ctx) => {
      console.log("push " + payload.n + " attempt " + ctx.job.attempt);
      for (const one of payload.does ?? []) ask(ctx.jobs, one);
      if (payload.postpone) return ctx.postpone(payload.postpone);
      if (payload.discards) return ctx.discard("no order " + payload.n);
      if (payload.fails) throw new Error("fails " + payload.n);
    }, onDead: (payload) => console.log("dead " + payload.n) },
    other: { handler: () => console.log("other") },
  } }] };`;

function start() {
  const app = testApp({ now: "2030-01-01T00:00:00Z", config: CONFIG });
  const ask = (call: string, ...args: unknown[]) => {
    const { status, json } = app.request("POST", "/api/ask", { body: { call, args } });
    return status === 200 ? json.result : status;
  };
  return {
    app,
    ask,
    enqueue: (payload: object, options?: object): string =>
      ask("enqueue", "push", payload, ...(options ? [options] : [])),
    pushed: () => app.console.filter((line) => /^(push|dead|other)/.test(line)),
    /** The statuses of the jobs, in the order they were enqueued. */
    statuses: () => app.jobs.map(({ status }) => status),
    after(time: string) {
      app.clock.advance(time);
      app.drain();
    },
  };
}
const again = (n: number, options: object = {}) => ({
  call: "enqueue",
  args: ["push", { n }, { key: "k", ...options }],
});

describe("a key", () => {
  it("that is asked for while its job waits gives that job the newest payload", () => {
    const { app, enqueue, pushed } = start();
    const id = enqueue({ n: 1 }, { key: "k" });
    expect(enqueue({ n: 2 }, { key: "k" })).toBe(id);
    expect(enqueue({ n: 3 }, { key: "l" })).not.toBe(id);
    app.drain();
    expect(pushed()).toEqual(["push 2 attempt 1", "push 3 attempt 1"]);
    expect(enqueue({ n: 4 }, { key: "k" })).not.toBe(id);
  });

  it("keeps the earlier time and the higher priority of the calls", () => {
    const { app, enqueue } = start();
    enqueue({ n: 1 }, { key: "k", delay: 3600, priority: "high" });
    enqueue({ n: 2 }, { key: "k", delay: 7200, priority: "low" });
    expect(app.jobs).toMatchObject([{ runAt: "2030-01-01 01:00:00.000Z", payload: { n: 2 } }]);
    expect(app.find("bundle_jobs", app.jobs[0]?.id ?? "").getInt("priority")).toBe(1);
    enqueue({ n: 3 }, { key: "k" });
    expect(app.jobs).toMatchObject([{ runAt: "", payload: { n: 3 } }]);
  });

  it("that is asked for while its job runs makes one more run, with the newest payload", () => {
    const { app, enqueue, pushed } = start();
    enqueue({ n: 1, does: [again(2), again(3)] }, { key: "k" });
    app.drain();
    expect(pushed()).toEqual(["push 1 attempt 1", "push 3 attempt 1"]);
  });

  it("with `again: never` makes no second job while one waits or runs", () => {
    const { app, enqueue, pushed } = start();
    const id = enqueue({ n: 1, does: [again(2, { again: "never" })] }, { key: "k" });
    expect(enqueue({ n: 3 }, { key: "k", again: "never" })).toBe(id);
    app.drain();
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    enqueue({ n: 4 }, { key: "k", again: "never" });
    app.drain();
    expect(pushed()).toEqual(["push 1 attempt 1", "push 4 attempt 1"]);
  });

  it("does not begin while another worker runs its job", () => {
    const { app, enqueue, pushed } = start();
    enqueue({ n: 1 }, { key: "k" });
    app.app.execute(
      "UPDATE bundle_jobs SET status = 'running', token = 'other', leased_until = '2030-01-01 00:10:00.000Z'",
    );
    enqueue({ n: 2 }, { key: "k" });
    enqueue({ n: 3 }, { key: "l" });
    app.drain();
    expect(pushed()).toEqual(["push 3 attempt 1"]);
    app.app.execute("UPDATE bundle_jobs SET status = 'done', token = '' WHERE token = 'other'");
    app.drain();
    expect(pushed()).toEqual(["push 3 attempt 1", "push 2 attempt 1"]);
  });

  it("whose job fails while a newer one waits goes on with the newer one, after the pause", () => {
    const { app, enqueue, pushed, statuses, after } = start();
    enqueue({ n: 1, fails: true, does: [again(2)] }, { key: "k" });
    app.drain();
    expect(statuses()).toEqual(["cancelled", "queued"]);
    expect(app.jobs[0]?.error).toMatch(
      /^A newer job with its key has taken its place\.\nError: fails 1/,
    );
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    after("2m");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 2 attempt 1"]);
    expect(statuses()).toEqual(["cancelled", "done"]);
  });

  it("whose job waits for its next attempt is given to a new job, with an id of its own", () => {
    const { app, enqueue, pushed, statuses, after } = start();
    const id = enqueue({ n: 1, fails: true }, { key: "k" });
    app.drain();
    const newer = enqueue({ n: 2 }, { key: "k" });
    expect(newer).not.toBe(id);
    expect(statuses()).toEqual(["cancelled", "queued"]);
    app.drain();
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    after("2m");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 2 attempt 1"]);
  });

  it("whose job dies while a newer one waits tells onDead, and runs the newer one", () => {
    const { app, enqueue, pushed, statuses } = start();
    enqueue({ n: 1, fails: true, does: [again(2)] }, { key: "k", attempts: 1 });
    app.drain();
    expect(statuses()).toEqual(["dead", "done"]);
    expect(pushed()).toEqual(["push 1 attempt 1", "dead 1", "push 2 attempt 1"]);
  });

  it("whose job is postponed while a newer one waits runs the newer one at that time", () => {
    const { app, enqueue, pushed, statuses, after } = start();
    enqueue({ n: 1, postpone: 90, does: [again(2)] }, { key: "k" });
    app.drain();
    after("89s");
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    after("1s");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 2 attempt 1"]);
    expect(statuses()).toEqual(["cancelled", "done"]);
  });

  it.each(["queued", "running"])(
    "that a newer job has does not let an ended one run again while that one is %s",
    (status) => {
      const { app, enqueue, statuses } = start();
      const id = enqueue({ n: 1, discards: true }, { key: "k" });
      app.drain();
      const newer = enqueue({ n: 2 }, { key: "k" });
      app.app.execute(`UPDATE bundle_jobs SET status = '${status}' WHERE id = '${newer}'`);
      const path = `/api/collections/bundle_jobs/records/${id}`;
      const body = { status: "queued" };
      const { status: code, json } = app.request("PATCH", path, { auth: app.superuser, body });
      expect([code, json.message]).toEqual([
        400,
        expect.stringContaining(`the job ${newer} with its key waits or runs`),
      ]);
      expect(statuses()).toEqual(["dead", status]);
      app.app.execute(
        `UPDATE bundle_jobs SET status = 'done', finished = '2030-01-01' WHERE id = '${newer}'`,
      );
      expect(app.request("PATCH", path, { auth: app.superuser, body }).status).toBe(200);
      expect(statuses()).toEqual(["queued", "done"]);
    },
  );

  it("whose worker is gone while a newer one waits runs the newer one only", () => {
    const { app, enqueue, pushed, statuses, after } = start();
    enqueue({ n: 1 }, { key: "k" });
    app.app.execute(
      "UPDATE bundle_jobs SET status = 'running', token = 'gone', leased_until = '2030-01-01 00:01:00.000Z'",
    );
    enqueue({ n: 2 }, { key: "k" });
    after("61s");
    expect(pushed()).toEqual(["push 2 attempt 1"]);
    expect(statuses()).toEqual(["cancelled", "done"]);
  });

  it("works the same in the handler of a change, where jobs are collected", () => {
    const { app, pushed } = start();
    const calls = [
      { call: "enqueue", args: ["other"] },
      again(1),
      again(2),
      { call: "find", args: [{ type: "push", key: "k" }] },
      { call: "enqueue", args: ["push", { n: 3 }, { key: "k", again: "never" }] },
      { call: "enqueue", args: ["other"] },
    ];
    app.save("orders", { title: JSON.stringify(calls) });
    app.drain();
    const results = app.console
      .filter((line) => !/^(push|other)/.test(line))
      .map((line) => JSON.parse(line));
    expect(results[1]).toBe(results[2]);
    expect(results[3]).toMatchObject({ id: results[1], status: "queued", payload: { n: 2 } });
    expect(results[4]).toBe(results[1]);
    expect(pushed().sort()).toEqual(["other", "other", "push 2 attempt 1"]);
  });
});

describe("debounce", () => {
  it("waits until so much time has passed since the last call, and the newest payload wins", () => {
    const { enqueue, pushed, after } = start();
    for (const n of [1, 2, 3]) {
      enqueue({ n }, { key: "k", debounce: 5 });
      after("4s");
    }
    expect(pushed()).toEqual([]);
    after("1s");
    expect(pushed()).toEqual(["push 3 attempt 1"]);
  });

  it("counts from the last call too when the job runs meanwhile", () => {
    const { app, enqueue, pushed, after } = start();
    enqueue({ n: 1, does: [again(2, { debounce: 30 })] }, { key: "k" });
    app.drain();
    after("29s");
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    after("1s");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 2 attempt 1"]);
  });
});

describe("throttle", () => {
  it("runs the first call at once, and the later ones together when the time is over", () => {
    const { app, enqueue, pushed, after } = start();
    const throttled = { key: "k", throttle: 60 };
    enqueue({ n: 1 }, throttled);
    app.drain();
    enqueue({ n: 2 }, throttled);
    enqueue({ n: 3 }, throttled);
    after("59s");
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    after("1s");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 3 attempt 1"]);
    enqueue({ n: 4 }, throttled);
    after("59s");
    expect(pushed()).toHaveLength(2);
    after("1s");
    expect(pushed().at(-1)).toBe("push 4 attempt 1");
    app.clock.advance("61s");
    enqueue({ n: 5 }, throttled);
    app.drain();
    expect(pushed().at(-1)).toBe("push 5 attempt 1");
  });

  it("counts from the start of a job that still runs", () => {
    const { app, enqueue, pushed, after } = start();
    enqueue({ n: 1, does: [again(2, { throttle: 60 })] }, { key: "k" });
    app.drain();
    after("59s");
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    after("1s");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 2 attempt 1"]);
  });
});

describe("a job that waits", () => {
  it("can be found by its id and by its key", () => {
    const { app, ask, enqueue } = start();
    const id = enqueue({ n: 1 }, { key: "k", delay: 60 });
    const job = {
      id,
      type: "push",
      key: "k",
      status: "queued",
      attempts: 0,
      runAt: "2030-01-01T00:01:00.000Z",
      error: "",
      payload: { n: 1 },
    };
    expect(ask("find", id)).toEqual(job);
    expect(ask("find", { type: "push", key: "k" })).toEqual(job);
    expect(ask("find", { type: "push", key: "l" })).toBe(null);
    expect(ask("find", "nobody")).toBe(null);
    app.clock.advance("60s");
    app.drain();
    expect(ask("find", { type: "push", key: "k" })).toMatchObject({
      id,
      status: "done",
      attempts: 1,
    });
  });

  it("is cancelled for good, and its key is free", () => {
    const { app, ask, enqueue, pushed, statuses } = start();
    const id = enqueue({ n: 1 }, { key: "k" });
    expect(ask("cancel", id)).toBe(true);
    expect(ask("cancel", id)).toBe(false);
    app.drain();
    expect(pushed()).toEqual([]);
    expect(app.jobs).toMatchObject([{ status: "cancelled", error: "It was cancelled." }]);
    enqueue({ n: 2 }, { key: "k" });
    expect(ask("cancel", { type: "push", key: "k" })).toBe(true);
    enqueue({ n: 3 }, { key: "k" });
    app.drain();
    expect(pushed()).toEqual(["push 3 attempt 1"]);
    expect(statuses()).toEqual(["cancelled", "cancelled", "done"]);
  });

  it("goes to another time", () => {
    const { app, ask, enqueue, pushed, after } = start();
    const id = enqueue({ n: 1 }, { key: "k", delay: 3600 });
    expect(ask("reschedule", id, { delay: 10 })).toBe(true);
    after("10s");
    expect(pushed()).toEqual(["push 1 attempt 1"]);
    expect(ask("reschedule", id, { delay: 10 })).toBe(false);
    enqueue({ n: 2 }, { key: "k" });
    const time = { runAt: "2030-01-01T02:00:00Z" };
    expect(ask("reschedule", { type: "push", key: "k" }, time)).toBe(true);
    app.drain();
    expect(pushed()).toHaveLength(1);
    after("2h");
    expect(pushed()).toEqual(["push 1 attempt 1", "push 2 attempt 1"]);
  });

  it("for nothing but its type is paused, in the dashboard too", () => {
    const { app, enqueue, pushed, statuses } = start();
    const row = app.app.findFirstRecordByData("bundle_job_types", "type", "push");
    const path = `/api/collections/bundle_job_types/records/${row.id}`;
    const set = (paused: boolean) =>
      app.request("PATCH", path, { auth: app.superuser, body: { paused } }).status;
    expect(set(true)).toBe(200);
    enqueue({ n: 1 });
    app.request("POST", "/api/ask", { body: { call: "enqueue", args: ["other"] } });
    app.drain();
    expect(pushed()).toEqual(["other"]);
    expect(statuses()).toEqual(["queued", "done"]);
    expect(set(false)).toBe(200);
    app.drain();
    expect(pushed()).toEqual(["other", "push 1 attempt 1"]);
  });
});

describe("a job that is cancelled while it runs", () => {
  const cancel = { call: "cancel", args: [{ type: "push", key: "k" }] };

  it("goes on to its end", () => {
    const { app, enqueue, statuses } = start();
    enqueue({ n: 1, does: [cancel] }, { key: "k" });
    app.drain();
    expect(statuses()).toEqual(["done"]);
  });

  it.each([
    ["fails", { fails: true }, 3, /^It was cancelled\.\nError: fails 1/],
    ["fails at its last attempt", { fails: true }, 1, /^It was cancelled\.\nError: fails 1/],
    ["is discarded", { discards: true }, 3, /^It was cancelled\.\nError: no order 1/],
    ["is postponed", { postpone: 5 }, 3, /^It was cancelled\.$/],
  ])("and %s is not tried again, and not dead", (_what, more, attempts, error) => {
    const { app, enqueue, pushed, statuses, after } = start();
    enqueue({ n: 1, does: [cancel], ...more }, { key: "k", attempts });
    app.drain();
    after("5m");
    expect(statuses()).toEqual(["cancelled"]);
    expect(app.jobs[0]?.error).toMatch(error);
    expect(pushed()).toEqual(["push 1 attempt 1"]);
  });

  it("takes the job that waits after it along", () => {
    const { app, enqueue, pushed, statuses } = start();
    enqueue({ n: 1, does: [again(2), cancel] }, { key: "k" });
    app.drain();
    expect(statuses()).toEqual(["done", "cancelled"]);
    expect(pushed()).toEqual(["push 1 attempt 1"]);
  });

  it("can be run again by a superuser, with all its attempts", () => {
    const { app, enqueue, pushed } = start();
    const id = enqueue({ n: 1, does: [cancel], fails: true }, { key: "k" });
    app.drain();
    const path = `/api/collections/bundle_jobs/records/${id}`;
    app.request("PATCH", path, {
      auth: app.superuser,
      body: { status: "queued", payload: { n: 9 } },
    });
    app.drain();
    expect(pushed().at(-1)).toBe("push 9 attempt 1");
    expect(app.find("bundle_jobs", id).getInt("max_attempts")).toBe(3);
  });
});

describe("a call of ctx.jobs says what is wrong", () => {
  const BUNDLE = "bundle.change";
  it.each([
    [
      "enqueue",
      ["push", {}, { dealy: 5 }],
      'enqueue\\("push"\\): Unknown option "dealy". Did you mean "delay"',
    ],
    ["enqueue", ["push", {}, "k"], 'Expected an object of options, got "k"'],
    ["enqueue", ["push", {}, null], "Expected an object of options, got null"],
    ["enqueue", ["push", {}, { delay: "60" }], 'delay is a number of seconds, 0 to .*got "60"'],
    ["enqueue", ["push", {}, { delay: 1e12 }], "delay is a number of seconds"],
    ["enqueue", ["push", {}, { runAt: 1e12 }], "runAt is a date or an ISO text"],
    ["enqueue", ["push", {}, { runAt: "soon" }], "runAt is a date or an ISO text"],
    ["enqueue", ["push", {}, { runAt: null }], "runAt is a date or an ISO text"],
    [
      "enqueue",
      ["push", {}, { delay: 1, runAt: "2030-01-01" }],
      "delay and runAt exclude each other",
    ],
    ["enqueue", ["push", {}, { priority: "hihg" }], 'Unknown priority "hihg". Did you mean "high"'],
    ["enqueue", ["push", {}, { attempts: 0 }], "attempts are a whole number above 0, got 0"],
    ["enqueue", ["push", {}, { attempts: "3" }], "attempts are a whole number above 0"],
    ["enqueue", ["push", {}, { key: "" }], "key is a text, and not empty"],
    ["enqueue", ["push", {}, { key: 7 }], "key is a text, and not empty, got 7"],
    [
      "enqueue",
      ["push", {}, { key: "k", again: "later" }],
      'again is "after" or "never", got "later"',
    ],
    ["enqueue", ["push", {}, { again: "never" }], "again is about jobs with one key"],
    ["enqueue", ["push", {}, { debounce: 5 }], "debounce is about jobs with one key"],
    [
      "enqueue",
      ["push", {}, { key: "k", throttle: 0 }],
      "throttle is a number of seconds, 0.001 to",
    ],
    [
      "enqueue",
      ["push", {}, { key: "k", throttle: 1, debounce: 1 }],
      "debounce and throttle exclude",
    ],
    ["enqueue", ["push", {}, { key: "k", delay: 1, debounce: 1 }], "delay and debounce exclude"],
    [
      "enqueue",
      ["push", {}, { key: "k", again: "never", throttle: 1 }],
      "again and throttle exclude",
    ],
    ["cancel", [{ type: "push" }], "ctx.jobs.cancel: Missing: the key"],
    ["cancel", [{ type: "psuh", key: "k" }], 'Unknown job type "psuh". Did you mean "push"'],
    ["cancel", [{ type: "push", key: "k", id: "x" }], 'Unknown option "id"'],
    ["cancel", [{ type: BUNDLE, key: "k" }], '"bundle.change" is a type of Pocketbundle\'s own'],
    ["cancel", [""], "Expected the id of a job"],
    ["find", [7], "ctx.jobs.find: Expected the id of a job, or { type, key }, got number"],
    ["reschedule", ["x"], "ctx.jobs.reschedule: Expected an object"],
    ["reschedule", ["x", {}], "Missing: the time"],
    ["reschedule", ["x", { dealy: 5 }], 'Unknown option "dealy". Did you mean "delay"'],
    ["reschedule", ["x", { delay: -1 }], "delay is a number of seconds"],
  ])("%s(%j)", (call, args, message) => {
    const { app, ask } = start();
    expect(ask(call, ...args)).toBe(500);
    expect(app.console.join("\n")).toMatch(new RegExp(message));
    expect(app.jobs).toEqual([]);
  });

  it("takes every right option", () => {
    const { ask } = start();
    for (const options of [
      {},
      { delay: 0 },
      { delay: undefined, priority: undefined },
      { runAt: "2030-01-01 00:00:00.000Z", attempts: 1, priority: "low" },
      { key: "k", again: "after", debounce: 0.5 },
      { key: "k", throttle: 60 },
    ]) {
      expect(ask("enqueue", "push", {}, options)).toMatch(/^\w{15}$/);
    }
  });
});

it("the example of docs/jobs.md indexes once when a record rests, and counts once a minute", () => {
  const page = readFileSync("docs/jobs.md", "utf8");
  const [, example = ""] = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
  const app = testApp({ now: "2030-01-01T00:00:00Z", config: example });
  const done = (type: string) =>
    app.jobs.filter((job) => job.type === type && job.status === "done").length;
  const { id } = app.save("orders", { title: "a" });
  for (const title of ["ab", "abc", "abcd"]) {
    app.save("orders", { id, title });
    app.drain();
    app.clock.advance("2s");
  }
  expect([done("index"), done("count")]).toEqual([0, 1]);
  app.clock.advance("3s");
  app.drain();
  expect([done("index"), done("count")]).toEqual([1, 1]);
  app.clock.advance("60s");
  app.drain();
  expect([done("index"), done("count")]).toEqual([1, 2]);
  app.save("orders", { id, title: "b" });
  app.drain();
  app.delete(app.find("orders", id));
  app.clock.advance("60s");
  app.drain();
  expect([done("index"), done("count")]).toEqual([1, 3]);
});
