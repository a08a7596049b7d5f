// Sends deliveries in random order, again and again, from many senders, with kill -9 in the middle.
// Every event must take effect once.
import { expect, it } from "vitest";
import { SENDERS } from "../senders.ts";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, SEE, settled, sql } from "./work.ts";

/** `RECEIVE_EVENTS=1000` makes the whole run: 10,000 deliveries. */
const EVENTS = Number(process.env.RECEIVE_EVENTS ?? 150);
const DELIVERIES = EVENTS * 10;
const SENDING = 32;
const KILLS = 3;
const SECRET = "whsec_crash";

const config = `${SEE}
module.exports = {
  jobs: { workers: 2, poll: 20, lease: 1000, backoff: 100 },
  receive: { stripe: { secret: "${SECRET}", on: {
    // Each kind of effect is used: once for the event, only the newest of each object, and a job
    // that goes on.
    "*": (event, ctx) => {
      see(ctx.app, "run", event.id);
      ctx.once((tx) => {
        see(tx.app, "once", event.id);
        tx.jobs.enqueue("follow", { id: event.id });
      });
      ctx.latest(event.object, (tx) => {
        see(tx.app, "latest", event.object, event.created);
        tx.app.db().newQuery("INSERT INTO newest (id, created) VALUES ({:id}, {:created}) ON CONFLICT (id) DO UPDATE SET created = excluded.created")
          .bind({ id: event.object, created: event.created }).execute();
      });
    },
  } } },
  extensions: [{ name: "x", jobs: { follow: { handler: ({ id }, ctx) => see(ctx.app, "follow", id) } } }],
};`;
const NEWEST = {
  "3_newest.js": `migrate((app) => { app.db().newQuery("CREATE TABLE newest (id TEXT PRIMARY KEY, created INTEGER)").execute(); })`,
};

it(`${DELIVERIES} deliveries of ${EVENTS} events, ${KILLS} × kill -9`, async () => {
  const server = await serve({ config, migrations: { ...MIGRATIONS, ...NEWEST }, hooks: PROBE });
  const begin = 1_700_000_000;
  const events = Array.from({ length: EVENTS }, (_, i) => ({
    id: `evt_${i}`,
    type: "thing.updated",
    object: `thing_${i % 20}`,
    created: begin + i,
  }));
  const deliveries = Array.from({ length: DELIVERIES }, (_, i) => events[i % EVENTS]).sort(
    () => Math.random() - 0.5,
  );
  const kills = Array.from({ length: KILLS }, (_, i) =>
    Math.floor((DELIVERIES * (i + 1)) / (KILLS + 1)),
  );
  const answered = new Map<number, number>();
  let isUp: Promise<void> = Promise.resolve();
  let next = 0;

  async function sender() {
    for (let i = next++; i < DELIVERIES; i = next++) {
      if (i === kills[0]) {
        kills.shift();
        isUp = server.kill9().then(() => server.restart());
      }
      // A sender repeats its delivery until it is answered with a 200.
      while (!(await deliver(JSON.stringify(deliveries[i])))) await isUp;
    }
  }
  async function deliver(body: string): Promise<boolean> {
    const headers = SENDERS.stripe(body, { secret: SECRET });
    const url = `${server.url}/api/bundle/receive/stripe`;
    try {
      const { status } = await fetch(url, { method: "POST", body, headers });
      answered.set(status, (answered.get(status) ?? 0) + 1);
      return status === 200;
    } catch {
      await new Promise((done) => setTimeout(done, 20));
      return false;
    }
  }

  await Promise.all(Array.from({ length: SENDING }, sender));
  await isUp;
  await settled(server, 300_000);

  const ids = events.map(({ id }) => id).toSorted();
  const of = async (what: string) =>
    (await sql(server, `SELECT "of" AS v FROM seen WHERE what = '${what}'`)).toSorted();
  expect([...answered.keys()]).toEqual([200]);
  const stored = await sql(server, "SELECT event || ' ' || status AS v FROM bundle_events");
  expect(stored.toSorted()).toEqual(ids.map((id) => `${id} done`));
  expect(
    await sql(server, "SELECT id AS v FROM bundle_jobs WHERE type = 'bundle.event'"),
  ).toHaveLength(EVENTS);
  expect(await of("once")).toEqual(ids);
  const follows = await of("follow");
  expect([...new Set(follows)]).toEqual(ids);
  expect(await sql(server, "SELECT id AS v FROM bundle_jobs WHERE type = 'follow'")).toHaveLength(
    EVENTS,
  );
  const newest = Array.from({ length: 20 }, (_, thing) => {
    const times = events.filter((_, i) => i % 20 === thing).map(({ created }) => created);
    return `thing_${thing} ${Math.max(...times)}`;
  });
  expect((await sql(server, "SELECT id || ' ' || created AS v FROM newest")).toSorted()).toEqual(
    newest.toSorted(),
  );
  // The rows are in the order of the events, whatever the order of their arrival, and none occurs
  // twice.
  const runs = await sql(
    server,
    `SELECT "of" || ' ' || data AS v FROM seen WHERE what = 'latest' ORDER BY rowid`,
  );
  for (let thing = 0; thing < 20; thing++) {
    const times = runs
      .filter((run) => run.startsWith(`thing_${thing} `))
      .map((run) => Number(run.split(" ")[1]));
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  }
  const again = (await of("run")).length - EVENTS;
  console.log(
    `${DELIVERIES} deliveries: ${EVENTS} events, ${again} handler(s) ran twice, each effect is there once`,
  );
}, 900_000);
