import PocketBase from "pocketbase";
import { afterAll, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";
import { outbox } from "./outbox.ts";
import { hurry, PROBE, settled, sql } from "./work.ts";

const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 100 }, mail: { system: true } };`,
  migrations: {
    "1_users.js": `migrate((app) => {
      const users = app.findCollectionByNameOrId("users");
      users.otp.enabled = true;
      users.authAlert.enabled = true;
      app.save(users);
    })`,
  },
  hooks: {
    ...PROBE,
    "own.pb.js": `onMailerRecordVerificationSend((e) => {
      e.message.subject = "Welcome to us";
      e.message.text = "In plain words";
      e.message.headers = { ...e.message.headers, "X-Own": "yes" };
      e.next();
    })`,
  },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const users = new PocketBase(server.url).collection("users");
await users.create({ email: "ada@example.com", password: "12345678", passwordConfirm: "12345678" });

const content = () =>
  sql(server, "SELECT COALESCE(content, '') AS v FROM bundle_mails ORDER BY rowid");

it("goes through the outbox, with the changes of other hooks", async () => {
  await users.requestVerification("ada@example.com");
  const [mail] = await smtp.waitFor(1);
  await settled(server);
  expect(mail?.subject).toBe("Welcome to us");
  expect(mail?.text).toContain("In plain words");
  expect(mail?.html).toContain("auth/confirm-verification");
  expect(mail?.headers.get("x-own")).toBe("yes");
  expect(mail?.headers.has("x-pocketbundle-system")).toBe(false);
  expect((await outbox(server)).at(-1)).toMatchObject({
    message: "verification",
    category: "system",
    status: "sent",
    to: "ada@example.com",
  });
});

it("keeps no token or code in clear after it was sent, and tells PocketBase that it was", async () => {
  const { otpId } = await users.requestOTP("ada@example.com");
  await users.requestPasswordReset("ada@example.com");
  const mails = await smtp.waitFor(3);
  await settled(server);
  expect((await content()).every((text) => text === "")).toBe(true);
  const code = mails
    .map(({ html }) => `${html}`.match(/<strong>(\d{8})<\/strong>/)?.[1])
    .find(Boolean);
  expect(code).toMatch(/^\d{8}$/);
  await users.authWithOTP(otpId, `${code}`);
  const sentTo = await sql(server, "SELECT sentTo AS v FROM _otps UNION SELECT '' AS v");
  expect(sentTo).toContain("");
  const everything = JSON.stringify(await server.pb.collection("bundle_mails").getFullList());
  expect(everything).not.toContain(code);
  expect(everything).not.toMatch(/eyJ/);
});

it("waits in its row, and goes before other mails", async () => {
  await server.pb.settings.update({ smtp: { port: 1 } });
  await users.requestPasswordReset("ada@example.com").catch(() => {});
  await users.requestOTP("ada@example.com");
  await expect.poll(async () => (await outbox(server)).at(-1)?.error).toMatch(/connect/);
  expect((await content()).at(-1)).toContain("html");
  const jobs = await sql(
    server,
    "SELECT priority || ' ' || payload AS v FROM bundle_jobs WHERE status != 'done'",
  );
  expect(jobs).not.toHaveLength(0);
  expect(jobs.every((job) => job.startsWith("1 ") && !job.includes("html"))).toBe(true);
  await useSmtp(server.pb, smtp);
  await hurry(server);
  await settled(server);
  expect((await outbox(server)).at(-1)).toMatchObject({
    message: "otp",
    status: "sent",
    error: "",
  });
});

it("leaves the dashboard's test mail to the mailer", async () => {
  const count = (await outbox(server)).length;
  await server.pb.settings.testEmail("_superusers", "root@example.com", "verification");
  expect(smtp.mails.at(-1)?.to).toMatchObject({ text: "root@example.com" });
  expect(await outbox(server)).toHaveLength(count);
});
