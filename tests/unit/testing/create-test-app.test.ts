import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import {
  createTestApp,
  DeadlockError,
  ExitError,
  NotMockedError,
  runServer,
  startServer,
  type TestAppOptions,
} from "../../../kit/testing/index.ts";

const ORDERS = {
  type: "base",
  name: "orders",
  createRule: "",
  listRule: "",
  fields: [
    { type: "text", name: "title", required: true },
    { type: "number", name: "qty" },
  ],
};

/** Makes an app with one hook file and the collection orders. */
function make(hook: string, options: TestAppOptions = {}) {
  const app = createTestApp({ files: { "test.pb.js": hook }, collections: [ORDERS], ...options });
  onTestFinished(() => app.stop());
  return app;
}

test("runs hooks, routes and crons of a hook file", () => {
  const app = make(`
    onRecordCreate((e) => { e.record.set("qty", e.record.getInt("qty") * 2); e.next() }, "orders");
    routerAdd("GET", "/count/{name}", (e) => e.json(200, { count: $app.countRecords(e.request.pathValue("name")) }));
    cronAdd("tidy", "0 3 * * *", () => { for (const record of $app.findAllRecords("orders")) $app.delete(record) });`);
  const made = app.request("POST", "/api/collections/orders/records", {
    body: { title: "a", qty: 2 },
  });
  expect(made).toMatchObject({ status: 200, json: { title: "a", qty: 4 } });
  expect(app.save("orders", { title: "b", qty: 5 }).get("qty")).toBe(10);
  expect(app.request("GET", "/count/orders").json).toEqual({ count: 2 });
  expect(app.cron("tidy").schedule).toBe("0 3 * * *");
  app.cron("tidy").run();
  expect(app.request("GET", "/count/orders").json).toEqual({ count: 0 });
  expect(() => app.cron("nope")).toThrow('there is no cron "nope"; there are: tidy');
});

test("refuses a misspelt option, and suggests the right one", async () => {
  const misspelt = (options: object) => options as never;
  expect(() => createTestApp(misspelt({ hookDir: "pb_hooks", migrationDir: "x" }))).toThrow(
    'createTestApp() got the unknown key "hookDir". Did you mean "hooksDir"? createTestApp() got the unknown key "migrationDir". Did you mean "migrationsDir"? Known: hooksDir, files,',
  );
  const server = misspelt({ hook: {} });
  await expect(startServer(server)).rejects.toThrow('"hook". Did you mean "hooks"? Known: hooks,');
  await expect(runServer(server)).rejects.toThrow('"hook". Did you mean "hooks"? Known: hooks,');
  const app = make("");
  expect(() => app.request("GET", "/", misspelt({ header: {} }))).toThrow(
    'Did you mean "headers"?',
  );
  expect(() => app.drain(misspelt({ timeOut: 5 }))).toThrow('Did you mean "timeout"?');
});

test("changes an existing record, and throws the hook's error", () => {
  const app = make(
    `onRecordUpdate((e) => { throw new BadRequestError("kept as it is") }, "orders");`,
  );
  const { id } = app.save("orders", { title: "a" });
  expect(() => app.save("orders", { id, title: "b" })).toThrow("Kept as it is.");
  expect(app.find("orders", id).get("title")).toBe("a");
  expect(() => app.find("orders", "nope")).toThrow("no rows");
  expect(() => app.save("orders", { title: "" })).toThrow("title: cannot be blank.");
});

test("seeds are there before the start, checked, and seen by no hook", () => {
  const hook = `onRecordCreate((e) => { console.log("created"); e.next() });
    $app.onServe().bindFunc((e) => { console.log("orders:", $app.countRecords("orders")); e.next() });`;
  const app = make(hook, { records: { orders: [{ title: "a" }, { title: "b" }] } });
  expect(app.console).toEqual(["orders: 2"]);
  expect(() => make(hook, { records: { orders: [{ qty: 1 }] } })).toThrow(
    "title: cannot be blank.",
  );
});

test("auth is a record of an auth collection", () => {
  const app = make(
    `routerAdd("GET", "/me", (e) => e.json(200, e.auth.email()), $apis.requireAuth())`,
    {
      records: { users: [{ email: "anna@example.com", password: "12345678" }] },
    },
  );
  const anna = app.app.findAuthRecordByEmail("users", "anna@example.com");
  expect(app.request("GET", "/me", { auth: anna }).json).toBe("anna@example.com");
  expect(app.request("GET", "/me", { auth: app.superuser }).json).toBe("super@example.com");
  expect(app.request("GET", "/me").status).toBe(401);
  expect(() => app.request("GET", "/me", { auth: "anna" as never })).toThrow(TypeError);
});

test.each([
  ["$app.db().select()", "DB.select"],
  ["$app.db().newQuery('').rows()", "Query.rows"],
  ["$template.loadFiles('x')", "$template.loadFiles"],
  ["$app.onServe().unbindAll()", "Hook.unbindAll"],
  ["e.request.tls", "Request.tls"],
  ["e.fileFS", "RequestEvent.fileFS"],
  ["new Cookie()", "Cookie()"],
  ["$http.send({ url: 'http://localhost' })", "$http.send without the option http"],
  ["$app.findCollectionByNameOrId('orders').authRule", "Collection.authRule"],
  ["$app.findCollectionByNameOrId('orders').fields.asMap()", "FieldsList.asMap"],
  ["$app.findRecordsByFilter('orders', 'geoDistance(1, 1, 1, 1) < 1', '', 0, 0)", "the filter geo"],
  ["$app.findRecordsByFilter('orders', 'x_via_y.z = 1', '', 0, 0)", '"x_via_y" in a filter'],
])("what is not mocked says so, even to a hook that catches it: %s", (expression, what) => {
  const app = make(
    `routerAdd("GET", "/x", (e) => { try { ${expression} } catch (error) { } return e.json(200, 1) })`,
  );
  const error = (run: () => unknown) => {
    try {
      run();
    } catch (thrown) {
      return thrown as Error;
    }
    throw new Error("it was taken");
  };
  const thrown = error(() => app.request("GET", "/x"));
  expect(thrown).toBeInstanceOf(NotMockedError);
  expect(thrown.message).toContain(`not mocked: ${what}`);
  expect(thrown.message).toContain("use startServer()");
  // The error is thrown once, and not by the next call.
  expect(app.request("GET", "/other").status).toBe(404);
});

test("a hook that the mock never fires cannot be bound", () => {
  expect(() => make("onSettingsReload((e) => e.next())")).toThrow("not mocked: onSettingsReload");
});

test.each(["/api/collections/users/auth-with-password", "/api/settings", "/api/batch", "/_/"])(
  "a route of PocketBase that is not mocked says so: %s",
  (path) => {
    const app = make("");
    expect(() => app.request("POST", path)).toThrow(`not mocked: POST ${path}`);
  },
);

test("reading mocked members does not touch members that are not mocked", () => {
  const app = make(`routerAdd("GET", "/x", (e) => e.json(200, [
    JSON.stringify($app), JSON.stringify($dbx), String($app), typeof $app[Symbol.iterator], typeof $app.then, typeof $app.nope,
    Object.keys($os).includes("exec"), "exec" in $os, Object.prototype.toString.call(e), JSON.parse(JSON.stringify(e.requestInfo())).method,
  ]))`);
  expect(app.request("GET", "/x").json).toEqual([
    '{"rootCmd":{}}',
    "{}",
    "[object Object]",
    "undefined",
    "undefined",
    "undefined",
    true,
    true,
    "[object Object]",
    "GET",
  ]);
});

test("$os.exit ends the test's call, whoever catches it", () => {
  const app = make(`routerAdd("GET", "/x", (e) => { try { $os.exit(3) } catch (error) { } })`);
  expect(() => app.request("GET", "/x")).toThrow(ExitError);
  const refused = () =>
    make(`console.error("the config is wrong"); try { $os.exit(1) } catch (error) { }`);
  expect(refused).toThrow(ExitError);
  expect(refused).toThrow(/\$os\.exit\(1\)\nthe config is wrong/);
});

test("a write through the outer app inside a transaction is a deadlock", () => {
  const app = make(`routerAdd("GET", "/x", (e) => {
    e.app.runInTransaction((tx) => { try { $app.save(new Record($app.findCollectionByNameOrId("orders"), { title: "a" })) } catch (error) { } });
  })`);
  expect(() => app.request("GET", "/x")).toThrow(DeadlockError);
});

test("$http.send gets the test's answers", () => {
  const hook = `routerAdd("GET", "/x/{host}", (e) => {
    try {
      const { statusCode, json, raw, body, headers } = $http.send({ url: "http://" + e.request.pathValue("host"), method: "post", body: "b", headers: { a: "1" } });
      return e.json(200, [statusCode, json, raw, toString(body), headers.x[0]]);
    } catch (error) { return e.json(200, error.name + " " + error.message) }
  })`;
  const app = make(hook, {
    http: (request) => {
      if (request.url.endsWith("down")) return new Error("connection refused");
      if (request.url.endsWith("up")) return { status: 201, body: request, headers: { x: "y" } };
      return undefined;
    },
  });
  const request = { url: "http://up", method: "POST", headers: { a: "1" }, body: "b" };
  const text = JSON.stringify(request);
  expect(app.request("GET", "/x/up").json).toEqual([201, request, text, text, "y"]);
  expect(app.request("GET", "/x/down").json).toBe('GoError POST "http://down": connection refused');
  expect(() => app.request("GET", "/x/else")).toThrow("unexpected $http.send: POST http://else");
});

test("mail goes to nodemailer-mock, which can be told to fail", async () => {
  const app = make(`routerAdd("GET", "/x", (e) => {
    $app.newMailClient().send(new MailerMessage({ from: { address: "shop@example.com", name: "Shop" }, to: [{ address: "anna@example.com" }], subject: "Hi", html: "<p>", headers: { "X-A": "1" } }));
    return e.noContent(204);
  })`);
  expect(app.request("GET", "/x").status).toBe(204);
  app.nodemailer.setShouldFailOnce();
  expect(app.request("GET", "/x").status).toBe(400);
  expect(app.request("GET", "/x").status).toBe(204);
  expect(app.mails).toHaveLength(2);
  expect(app.mails[0]).toEqual({
    from: { name: "Shop", address: "shop@example.com" },
    to: [{ name: "", address: "anna@example.com" }],
    subject: "Hi",
    html: "<p>",
    headers: { "X-A": "1" },
  });
  await expect.poll(() => app.nodemailer.getSentMail().length).toBe(2);
});

test("a cron that throws: the test gets it, and it is logged as PocketBase does", () => {
  const app = make(`cronAdd("bad", "@daily", () => { throw new Error("no luck") })`);
  expect(() => app.cron("bad").run()).toThrow("Error: no luck");
  expect(app.logs.at(-1)).toMatchObject({
    level: 8,
    message: "[cronAdd] failed to execute cron job",
    data: { jobId: "bad" },
  });
});

test("a plain error is answered without its text and logged with it", () => {
  const app = make(`routerAdd("GET", "/x", (e) => { throw new Error("a secret") })`);
  expect(app.request("GET", "/x")).toMatchObject({
    status: 400,
    text: expect.not.stringContaining("secret"),
  });
  expect(app.logs.at(-1)).toMatchObject({
    level: 8,
    message: "GET /x",
    data: { error: expect.stringContaining("Error: a secret at pb.js:1:") },
  });
});

test("with an empty pool every handler gets a VM of its own", () => {
  const files = {
    "n.js": "let n = 0; exports.next = () => ++n;",
    "test.pb.js": `routerAdd("GET", "/x", (e) => e.json(200, require(__hooks + "/n.js").next()))`,
  };
  const answers = (app: ReturnType<typeof make>) =>
    [1, 2, 3].map(() => app.request("GET", "/x").json);
  expect(answers(make("", { files }))).toEqual([1, 2, 3]);
  expect(answers(make("", { files, pool: 0 }))).toEqual([1, 1, 1]);
});

test("nothing of the test's environment is inherited", () => {
  const hook = `routerAdd("GET", "/x", (e) => e.json(200, [process.env.PATH || "", $os.getenv("PATH"), process.env.A]))`;
  expect(make(hook, { env: { A: "1" } }).request("GET", "/x").json).toEqual(["", "", "1"]);
});

test("contexts do not share what hook files put on objects", () => {
  const app = make(`
    Array.prototype.mine = 1;
    routerAdd("GET", "/x", (e) => e.json(200, [[].mine || 0, e.requestInfo().query instanceof Object]));`);
  expect(app.request("GET", "/x").json).toEqual([0, true]);
  expect("mine" in []).toBe(false);
});

test("apps of the same hook files share nothing, and stacks have the same paths", () => {
  const hook = `globalThis.made = (globalThis.made || 0) + 1; console.log(made, new Error().stack);`;
  for (const app of [make(hook), make(hook)]) {
    expect(app.console[0]).toMatch(/^1 Error.*\n\s+at pb_hooks.test\.pb\.js:1:/);
  }
});

test("a hook file that cannot be loaded is an error", () => {
  expect(() => make("nope()")).toThrow("nope is not defined");
  expect(() => make("onRecordCreate(`(e) => {`)")).toThrow();
  expect(() => make(`routerAdd("GET", "/x", 5)`)).toThrow("unsupported goja handler type");
});

test("stop runs onTerminate and leaves no folder", () => {
  const app = createTestApp({
    files: {
      "test.pb.js": `console.log(__hooks); onTerminate((e) => { console.log("terminated"); e.next() })`,
    },
  });
  const folder = String(app.console[0]);
  expect(existsSync(folder)).toBe(true);
  app.stop();
  expect(app.console.at(-1)).toBe("terminated");
  expect(existsSync(folder)).toBe(false);
});
