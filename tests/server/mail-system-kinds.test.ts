// Compares PocketBase's own mails through the outbox with the same mails without the bundle.
import type { ParsedMail } from "mailparser";
import PocketBase from "pocketbase";
import { expect, it, onTestFinished } from "vitest";
import { type Server, startServer, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { startMailService } from "./mail-service.ts";
import { outbox } from "./outbox.ts";
import { startScripted } from "./scripted-smtp.ts";
import { execute, PROBE, probe, settled, sql } from "./work.ts";

const USERS = {
  "1_users.js": `migrate((app) => {
    const users = app.findCollectionByNameOrId("users");
    users.otp.enabled = true;
    users.authAlert.enabled = true;
    users.authRule = "";
    users.verificationTemplate.body += "<p>Zoë &amp; <b>{RECORD:name}</b> 🎉</p>";
    app.save(users);
  })`,
};
const email = "ada@example.com";
const password = "12345678";
const agent = (name: string) => ({ headers: { "User-Agent": name } });

/** Asks for all five kinds by the official SDK. */
async function ask(server: Server) {
  const pb = new PocketBase(server.url);
  const users = pb.collection("users");
  await server.pb.settings.update({ meta: { appURL: "https://shop.example.com" } });
  const name = "<script>A & B</script>";
  const id = "adaadaadaadaada";
  await users.create({ id, email, name, password, passwordConfirm: password });
  await users.requestVerification(email);
  await users.requestPasswordReset(email);
  await users.requestOTP(email);
  await users.authWithPassword(email, password, agent("First"));
  await users.requestEmailChange("new@example.com");
  await users.authWithPassword(email, password, agent("<b>Second</b>"));
}

/** Returns what a reader sees, without the parts that differ each time. */
const readable = ({ subject, html, text, from, to, headers }: ParsedMail) =>
  JSON.parse(
    JSON.stringify({
      subject,
      html,
      text,
      from: from?.text,
      to: [to].flat().map((one) => one?.text),
      headers: [...headers.keys()].sort(),
      type: headers.get("content-type"),
    })
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "TOKEN")
      .replace(/\b\d{8}\b/g, "CODE")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+Z?/g, "TIME")
      .replace(/"boundary":"\w+"/, `"boundary":""`),
  );
const bySubject = (a: ParsedMail, b: ParsedMail) => (`${a.subject}` < `${b.subject}` ? -1 : 1);

it("all five kinds arrive as without the bundle", async () => {
  const plain = await startServer({ cleanup: onTestFinished, migrations: USERS });
  const bundled = await serve({
    config: "module.exports = { jobs: { poll: 20 }, mail: { system: true } };",
    migrations: USERS,
    hooks: PROBE,
  });
  const got = [];
  for (const server of [plain, bundled]) {
    const smtp = await startSmtp({ cleanup: onTestFinished });
    await useSmtp(server.pb, smtp);
    await ask(server);
    const mails = [...(await smtp.waitFor(5))].sort(bySubject).map(readable);
    got.push(mails);
    expect(mails).toHaveLength(5);
  }
  expect(got[1]).toEqual(got[0]);
  expect(JSON.stringify(got[1])).toContain("Zoë &amp; <b>&lt;script&gt;");
  await settled(bundled);
  const rows = await outbox(bundled);
  expect(rows.map(({ message }) => message).sort()).toEqual([
    "auth-alert",
    "email-change",
    "otp",
    "password-reset",
    "verification",
  ]);
  for (const row of rows) expect(row).toMatchObject({ status: "sent", category: "system" });
  expect(await sql(bundled, "SELECT count(content) AS v FROM bundle_mails")).toEqual(["0"]);
});

it("an address that only PocketBase accepts gets its mail, too", async () => {
  const server = await serve({
    config: "module.exports = { jobs: { poll: 20 }, mail: { system: true } };",
    migrations: USERS,
    hooks: PROBE,
  });
  await useSmtp(server.pb, { port: await startScripted({}, onTestFinished) } as never);
  const users = server.client().collection("users");
  for (const own of ["ada@b_c.com", "jo@bücher.example"]) {
    await users.create({ email: own, password, passwordConfirm: password });
    await users.requestPasswordReset(own);
  }
  await expect
    .poll(async () => (await outbox(server)).map(({ status }) => status))
    .toEqual(["sent", "sent"]);
  expect((await outbox(server)).map(({ to }) => to).sort()).toEqual([
    "ada@b_c.com",
    "jo@xn--bcher-kva.example",
  ]);
});

it("a service also gets a plain text", async () => {
  const service = await startMailService(onTestFinished);
  const server = await serve({
    config: `module.exports = { jobs: { poll: 20 }, mail: { system: true, transport: { provider: "resend", key: "re_x", url: "${service.url}" } } };`,
    migrations: USERS,
    hooks: PROBE,
  });
  await ask(server);
  await expect.poll(() => service.received.length).toBe(5);
  for (const { body } of service.received) {
    const { html, text } = JSON.parse(body.toString());
    expect(html).toContain("<p>");
    expect(text).toMatch(/^Hello/);
    expect(text).not.toMatch(/<p>/);
  }
});

it("a hook of the user's that throws stops its mail and no other", async () => {
  const server = await serve({
    config: "module.exports = { jobs: { poll: 20 }, mail: { system: true } };",
    migrations: USERS,
    hooks: {
      ...PROBE,
      "own.pb.js": `onMailerRecordVerificationSend((e) => { throw new Error("not today"); });`,
    },
  });
  const smtp = await startSmtp({ cleanup: onTestFinished });
  await useSmtp(server.pb, smtp);
  await ask(server);
  await smtp.waitFor(4);
  await settled(server);
  expect((await outbox(server)).map(({ message }) => message)).not.toContain("verification");
  expect(smtp.mails).toHaveLength(4);
});

it("a code that could not be sent is gone a day later", async () => {
  const server = await serve({
    config: "module.exports = { jobs: { poll: 20 }, mail: { system: true } };",
    migrations: USERS,
    hooks: PROBE,
  });
  const smtp = await startSmtp({ cleanup: onTestFinished });
  await useSmtp(server.pb, smtp);
  smtp.refuseNext(9, 550);
  await ask(server);
  await expect.poll(async () => (await outbox(server)).length).toBe(5);
  await settled(server);
  expect(new Set((await outbox(server)).map(({ status }) => status))).toEqual(new Set(["failed"]));
  const kept = () => sql(server, "SELECT count(content) AS v FROM bundle_mails");
  const age = (hours: number) =>
    execute(
      server,
      `UPDATE bundle_mails SET created = strftime('%Y-%m-%d %H:%M:%fZ', created, '-${hours} hours')`,
    );
  const purge = () =>
    probe(server, `$app.cron().jobs().find((job) => job.id() === "pocketbundle-mail").run()`);
  await age(23);
  await purge();
  expect(await kept()).toEqual(["5"]);
  // A superuser may still send it.
  smtp.refuseNext(0);
  const [first] = await outbox(server);
  await server.pb.collection("bundle_mails").update(first?.id ?? "", { status: "queued" });
  await smtp.waitFor(1);
  await settled(server);
  await age(2);
  await purge();
  expect(await kept()).toEqual(["0"]);
  expect(await outbox(server)).toHaveLength(5);
  // No code is printed or logged either.
  expect(server.log()).not.toMatch(/eyJ|\b\d{8}\b/);
  expect(JSON.stringify(await server.logs())).not.toMatch(/eyJ[\w-]+\./);
});
