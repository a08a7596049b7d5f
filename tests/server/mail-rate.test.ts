// Tests limits, which delay mails and drop none.
import { expect, it, onTestFinished } from "vitest";
import { type Server, useSmtp } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { startScripted } from "./scripted-smtp.ts";
import { execute, PROBE, settled, sql } from "./work.ts";

const HOUR = 3_600_000;

async function start(rate: string) {
  const server = await serve({
    config: `module.exports = { jobs: { poll: 20, backoff: 100 },
      mail: { system: true, rate: ${rate}, messages: { note: {} } }, extensions: [${SENDER}] };`,
    hooks: { ...templates("note"), ...PROBE },
  });
  const came: number[] = [];
  const port = await startScripted(
    {
      ".": () => {
        came.push(Date.now());
        return "250 taken";
      },
    },
    onTestFinished,
  );
  await useSmtp(server.pb, { port } as never);
  return { server, came };
}
const note = (server: Server, to = "a@b.cd") => send(server, "note", { to, data: { text: "x" } });
const times = async <T>(count: number, run: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => run(i)));

/**
 * The places that mails have taken, in milliseconds. When mails arrive says little: a busy machine
 * delays any of them.
 */
const places = async (server: Server) =>
  (await sql(server, "SELECT CAST(abs(turn) AS TEXT) AS v FROM bundle_mails WHERE turn != 0"))
    .map(Number)
    .toSorted((a, b) => a - b);
const gaps = (sorted: number[]) => sorted.slice(1).map((place, i) => place - (sorted[i] ?? 0));

it("perSecond spreads mails over time, drops none, and outlives a restart", async () => {
  const { server, came } = await start("{ perSecond: 10 }");
  await times(30, (i) => note(server, `u${i}@example.com`));
  await expect.poll(() => came.length).toBeGreaterThan(5);
  await server.restart();
  await settled(server);
  expect(came).toHaveLength(30);
  const taken = await places(server);
  expect(taken).toHaveLength(30);
  expect(Math.min(...gaps(taken))).toBeGreaterThanOrEqual(100);
  // None went before its place.
  const early = `SELECT id AS v FROM bundle_mails WHERE unixepoch(sent, 'subsec') * 1000 < abs(turn) - 1`;
  expect(await sql(server, early)).toEqual([]);
  expect(new Set((await outbox(server)).map(({ status }) => status))).toEqual(new Set(["sent"]));
  // No wait counted as an attempt, and each mail has one job.
  expect(
    await sql(server, "SELECT attempts || ' ' || count(*) AS v FROM bundle_jobs GROUP BY attempts"),
  ).toEqual(["1 30"]);
});

it("perSecond also holds for one mail after the other, and for attempts that fail", async () => {
  const { server, came } = await start("{ perSecond: 2 }");
  for (let i = 0; i < 4; i++) {
    await note(server);
    await expect.poll(() => came.length, { interval: 10 }).toBe(i + 1);
  }
  const taken = await places(server);
  expect(taken).toHaveLength(4);
  expect(Math.min(...gaps(taken))).toBeGreaterThanOrEqual(500);
  let refused = 0;
  const port = await startScripted(
    {
      ".": () => {
        refused++;
        return "451 later";
      },
    },
    onTestFinished,
  );
  await useSmtp(server.pb, { port } as never);
  await times(3, () => note(server));
  await expect.poll(() => refused).toBeGreaterThanOrEqual(5);
  // Two at least were second attempts: each has taken a place of its own, half a second after the
  // last one.
  const attempts = refused;
  const passed = ((await places(server)).at(-1) ?? 0) - (taken.at(-1) ?? 0);
  expect(passed).toBeGreaterThanOrEqual(500 * attempts);
});

it("perSecond does not delay PocketBase's own mails", async () => {
  // The second place is a quarter of an hour after the first.
  const { server, came } = await start("{ perSecond: 0.001 }");
  await times(3, () => note(server));
  await expect.poll(() => came.length).toBe(1);
  await server.pb.collection("users").create({
    email: "ada@example.com",
    password: "12345678",
    passwordConfirm: "12345678",
  });
  await server.client().collection("users").requestPasswordReset("ada@example.com");
  await expect
    .poll(async () => (await outbox(server)).map(({ message, status }) => `${message} ${status}`))
    .toContain("password-reset sent");
  expect(came).toHaveLength(2);
});

it("perRecipientPerHour delays only that recipient's next mail until the hour is over", async () => {
  const { server, came } = await start("{ perRecipientPerHour: 2, perSecond: 50 }");
  await times(5, () => note(server));
  await note(server, "other@example.com");
  // Once the others wait for an hour, nothing more comes.
  for (const [sent, waiting] of [
    [3, 3],
    [5, 1],
    [6, 0],
  ] as const) {
    await expect
      .poll(() => waits(server))
      .toEqual(Array(waiting).fill(expect.stringMatching(/^queued (59|60) min, 0 attempts$/)));
    expect(came).toHaveLength(sent);
    await age(server, HOUR);
  }
  expect((await outbox(server)).every(({ status }) => status === "sent")).toBe(true);
});

/** The jobs that are not done: their states, and how long they wait. */
const waits = (server: Server) =>
  sql(
    server,
    `SELECT format('%s %d min, %d attempts', status, (unixepoch(run_at) - unixepoch()) / 60, attempts) AS v
    FROM bundle_jobs WHERE status != 'done'`,
  );

/** Makes the mails older, as if this much time had passed. */
async function age(server: Server, milliseconds: number) {
  const earlier = (column: string) =>
    `strftime('%Y-%m-%d %H:%M:%fZ', ${column}, '-${milliseconds / 1000} seconds')`;
  await execute(
    server,
    `UPDATE bundle_mails SET turn = sign(turn) * (abs(turn) - ${milliseconds}), sent = iif(sent = '', '', ${earlier("sent")})`,
  );
  await execute(server, `UPDATE bundle_jobs SET run_at = ${earlier("run_at")} WHERE run_at != ''`);
}
