// Tests that background work that has nothing to do keeps out of the way of people.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { hurry, MIGRATIONS, PROBE, probe } from "./work.ts";

const config = (
  options: string,
) => `module.exports = { jobs: { ${options} }, extensions: [{ name: "x",
  jobs: { a: { handler: () => {} } }, changes: [{ on: "orders:create", handler: () => {} }] }] };`;
const options = { migrations: MIGRATIONS, hooks: PROBE };

it("dev mode prints no statement of workers and a keeper that have nothing to do", async () => {
  const args = ["--hooksWatch=false", "--dev"];
  const server = await serve({ ...options, args, config: config("poll: 20, lease: 2000") });
  // The log shows what work costs, and shows that the mode is on.
  await hurry(server);
  expect(server.log()).toContain("UPDATE bundle_jobs SET run_at = ''");
  // The keeper's first steps repair the triggers, which they do once a minute.
  await expect.poll(() => server.log()).toContain("SELECT json_array(name, sql)");
  const begin = server.log().length;
  // The keeper says every five seconds that it lives.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect(server.log().slice(begin)).not.toMatch(/bundle_(?:captured|jobs|workers)/);
});

it("a loop that sleeps is not waited for when the server stops", async () => {
  // After a look without work, a worker sleeps for an hour, in steps of a second.
  const server = await serve({ ...options, config: config("poll: 3600000") });
  const asleep = () =>
    probe<number>(
      server,
      `return Object.keys($app.store().getAll()).filter((key) => key.startsWith("pocketbundle.worker.asleep.worker-")).length`,
    );
  await expect.poll(asleep).toBe(2);
  expect(await server.stop()).toBe(0);
  expect(server.log()).not.toContain("panic");
});
