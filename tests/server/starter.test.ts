// The folder that a user drops in, exactly as it is, on an empty PocketBase.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Server, startServer, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { failure } from "./bundle.ts";
import { withoutMailer } from "./outbox.ts";

const FOLDER = "pb_hooks";
const CONFIG = "pocketbundle.config.js";
const POLL = { timeout: 15_000 };
/** PocketBase's log has Go's levels. */
const WARNING = 4;
const ANNA = { email: "anna@example.com", password: "12345678", passwordConfirm: "12345678" };

/** Without `--hooksWatch=false`, as a user starts it. */
const startStarter = () =>
  startServer({
    copy: readdirSync(FOLDER).map((file) => join(FOLDER, file)),
    cleanup: onTestFinished,
  });

const messagesFrom = async (server: Server, level: number) =>
  (await server.logs())
    .filter((row) => Number(row.level) >= level)
    .map(({ message }) => withoutMailer(message))
    .filter((message) => message !== "");

async function verify(server: Server, data: object = {}) {
  const { id } = await server
    .client()
    .collection("users")
    .create({ ...ANNA, ...data });
  await server.pb.collection("users").update(id, { verified: true });
  return id;
}

/** Until every captured change is handled and every job is over. */
const settled = (server: Server) =>
  expect
    .poll(async () => {
      const waiting = await server.pb.collection("bundle_changes").getFullList();
      const jobs = await server.pb.collection("bundle_jobs").getFullList();
      return waiting.length + jobs.filter(({ status }) => status !== "done").length;
    }, POLL)
    .toBe(0);

describe("the starter folder", () => {
  it("starts on an empty PocketBase without a warning", async () => {
    const server = await startStarter();
    expect((await server.pb.health.check()).code).toBe(200);
    const log = withoutMailer(server.log()).replace(/Pocketbundle \d.*/, "");
    expect(log).not.toMatch(/pocketbundle|warn|error/i);
    expect(await messagesFrom(server, WARNING)).toEqual([]);
  });

  it("holds a user's name to its rule", async () => {
    const server = await startStarter();
    const users = server.client().collection("users");
    const { status, data } = await failure(users.create({ ...ANNA, name: "A" }));
    expect(status).toBe(400);
    expect(data).toEqual({
      name: expect.objectContaining({
        code: "validation_min_length",
        message: "Use 2 to 60 letters.",
      }),
    });
    expect(await server.pb.collection("users").getFullList()).toEqual([]);
    await users.create({ ...ANNA, name: "Anna" });
  });

  it("answers its route to the user who asks, and to nobody else", async () => {
    const server = await startStarter();
    const client = server.client();
    const { id } = await client.collection("users").create({ ...ANNA, name: "Anna" });
    expect((await failure(client.send("/api/starter/me", {}))).status).toBe(401);
    await client.collection("users").authWithPassword(ANNA.email, ANNA.password);
    expect(await client.send("/api/starter/me", {})).toEqual({ id, name: "Anna" });
  });

  it("runs its job for a new user", async () => {
    const server = await startStarter();
    const { id } = await server.client().collection("users").create(ANNA);
    await server.waitForLog(/There is a new user/);
    await settled(server);
    expect(await server.pb.collection("bundle_jobs").getFullList()).toEqual([
      expect.objectContaining({ type: "new-user", payload: { user: id }, attempts: 1 }),
    ]);
    expect(await messagesFrom(server, WARNING)).toEqual([]);
  });

  it("welcomes a user whose address is confirmed, once", async () => {
    const server = await startStarter();
    const smtp = await startSmtp({ cleanup: onTestFinished });
    await useSmtp(server.pb, smtp);
    const id = await verify(server, { name: "Anna" });
    const [mail] = await smtp.waitFor(1, POLL.timeout);
    expect(mail).toMatchObject({
      subject: "Welcome, Anna",
      text: expect.stringContaining("ready"),
    });
    expect(mail?.to).toMatchObject({ text: ANNA.email });
    expect(mail?.html).toMatch(/<h1 style="[^"]*24px[^"]*">Hello Anna,<\/h1>/);

    await server.pb.collection("users").update(id, { name: "Anna B" });
    await settled(server);
    expect(smtp.mails).toHaveLength(1);
    expect(await messagesFrom(server, WARNING)).toEqual([]);
  });

  it("writes no mail down as long as PocketBase cannot send any", async () => {
    const server = await startStarter();
    await verify(server);
    await settled(server);
    expect(await server.pb.collection("bundle_mails").getFullList()).toEqual([]);
    expect(await messagesFrom(server, WARNING)).toEqual([]);
  });

  it("shows its mail in the preview, with the sample data", async () => {
    const server = await startStarter();
    expect(await server.pb.send("/api/bundle/mail/preview/welcome", {})).toMatchObject({
      subject: "Welcome, Ada Lovelace",
      missing: [],
      error: null,
    });
  });

  it("follows its config when that is saved", async () => {
    const server = await startStarter();
    const file = join(server.folder.hooks, CONFIG);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("Use 2 to 60 letters.", "Too short."));
    const message = () =>
      server
        .client()
        .collection("users")
        .create({ ...ANNA, name: "A" })
        .catch(({ response }) => response?.data?.name?.message);
    await expect.poll(message, POLL).toBe("Too short.");
  });

  it("also starts with the parts that are comments", async () => {
    const server = await startStarter();
    await server.stop();
    writeFileSync(join(server.folder.hooks, CONFIG), uncommented());
    await server.restart();
    const log = withoutMailer(server.log()).replace(/Pocketbundle \d.*/, "");
    expect(log).not.toMatch(/pocketbundle|warn|error/i);
    const unsigned = server.pb.send("/api/bundle/receive/stripe", { method: "POST", body: {} });
    expect(await failure(unsigned)).toMatchObject({
      status: 400,
      message: "The Stripe-Signature header is missing or malformed.",
    });
  });

  it("has a config that fits its types", () => {
    const tsc = join("node_modules", "typescript", "bin", "tsc");
    const options =
      "--noEmit --strict --ignoreConfig --allowJs --checkJs --lib es2023 --types node";
    const files = [join(FOLDER, CONFIG)];
    expect(run(process.execPath, [tsc, ...options.split(" "), ...files])).toBe("");
  });
});

describe("what git keeps of pb_hooks", () => {
  it("is all but the two built files", () => {
    const ignored = run("git", ["ls-files", "--others", "--ignored", "--exclude-standard", FOLDER]);
    expect(ignored.trim().split("\n").sort()).toEqual([
      "pb_hooks/pocketbundle.d.ts",
      "pb_hooks/pocketbundle.pb.js",
    ]);
  });
});

/** The starter with all its commented code switched on. */
function uncommented() {
  const text = readFileSync(join(FOLDER, CONFIG), "utf8");
  const [block = ""] = /^ {2}\/\/ receive: \{\n[\s\S]*?^ {2}\/\/ \},$/m.exec(text) ?? [];
  const changes: [string, string][] = [
    [block, block.replaceAll("  // ", "  ")],
    ["// from:", "from:"],
    ["// system:", "system:"],
    ["process.env.STRIPE_WEBHOOK_SECRET", '"whsec_test"'],
  ];
  return changes.reduce((done, [from, to]) => {
    expect(from && done.split(from)).toHaveLength(2);
    return done.replace(from, to);
  }, text);
}

/** What a program prints, also when it fails. */
function run(program: string, args: string[]) {
  try {
    return execFileSync(program, args, { encoding: "utf8" });
  } catch (error) {
    return String((error as { stdout: string }).stdout || error);
  }
}
