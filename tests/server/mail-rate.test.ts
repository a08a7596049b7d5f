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

it("perSecond spreads mails over time, drops none, and outlives a restart", async () => {
  const { server, came } = await start("{ perSecond: 10 }");
  await times(30, (i) => note(server, `u${i}@example.com`));
  await expect.poll(() => came.length).toBeGreaterThan(5);
  await server.restart();
  await settled(server, 20_000);
  expect(came).toHaveLength(30);
  const took = (came.at(-1) ?? 0) - (came[0] ?? 0);
  expect(took).toBeGreaterThan(2400);
  // No second has more mails than the limit and those that were found late (see LOOK_EVERY).
  const inOneSecond = came.map(
    (from) => came.filter((at) => at >= from && at < from + 1000).length,
  );
  expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(20);
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
    await expect.poll(() => came.length, { interval: 10, timeout: 5000 }).toBe(i + 1);
  }
  // The places are compared and not the times of arrival, because a busy machine may delay any
  // mail.
  const turns = await sql(
    server,
    "SELECT CAST(abs(turn) AS TEXT) AS v FROM bundle_mails ORDER BY v",
  );
  for (let i = 1; i < 4; i++) {
    expect(Number(turns[i]) - Number(turns[i - 1])).toBeGreaterThanOrEqual(500);
  }
  const tried: number[] = [];
  const port = await startScripted(
    {
      RCPT: "451 later",
      MAIL: "250 ok",
      EHLO: "250 here",
      greeting: "220 hello",
      ".": () => "250 taken",
    },
    onTestFinished,
  );
  await useSmtp(server.pb, { port } as never);
  await times(3, () => note(server));
  await expect
    .poll(() => sql(server, "SELECT max(attempts) AS v FROM bundle_jobs"), { timeout: 15_000 })
    .toEqual(["3"]);
  // Without a limit, at least nine attempts would have been made by now.
  tried.push(Number((await sql(server, "SELECT sum(attempts) AS v FROM bundle_jobs"))[0]) - 4);
  expect(tried[0]).toBeLessThanOrEqual(9);
});

it("perSecond does not delay PocketBase's own mails", async () => {
  const { server, came } = await start("{ perSecond: 0.1 }");
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
  await expect.poll(() => came.length).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 700));
  const waiting = await sql(
    server,
    "SELECT CAST((unixepoch(run_at) - unixepoch()) / 60 AS TEXT) || ' ' || attempts AS v FROM bundle_jobs WHERE status = 'queued'",
  );
  expect(waiting).toHaveLength(3);
  for (const one of waiting) expect(one).toMatch(/^(59|60) 0$/);
  for (const expected of [2, 1]) {
    await age(server, HOUR);
    const before = came.length;
    await expect.poll(() => came.length, { timeout: 5000 }).toBe(before + expected);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(came).toHaveLength(before + expected);
  }
  expect((await outbox(server)).every(({ status }) => status === "sent")).toBe(true);
});

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
