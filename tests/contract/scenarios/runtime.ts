import { collection, expressions, type Scenario, text } from "../scenario.ts";

const GONE = [
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "fetch",
  "URL",
  "URLSearchParams",
  "TextEncoder",
  "TextDecoder",
  "Intl",
  "crypto",
  "structuredClone",
  "btoa",
  "atob",
  "WeakRef",
  "FinalizationRegistry",
  "WebAssembly",
  "Atomics",
  "SharedArrayBuffer",
  "performance",
  "module",
  "exports",
  "global",
  "window",
  "Response",
  "AbortController",
  "Iterator",
];
const THERE = [
  "require",
  "console",
  "process",
  "Buffer",
  "$app",
  "$os",
  "$security",
  "$apis",
  "$http",
  "$dbx",
  "$template",
  "$filesystem",
  "$mails",
  "__hooks",
  "cronAdd",
  "cronRemove",
  "GoError",
  "Promise",
  "Proxy",
  "BigInt",
  "eval",
  "escape",
  "sleep",
  "toString",
  "Record",
  "DateTime",
];

export const runtimeScenarios: Scenario[] = [
  expressions("run_globals", "", [
    [`${JSON.stringify(GONE)}.filter((name) => typeof globalThis[name] !== "undefined")`, []],
    [`${JSON.stringify(THERE)}.filter((name) => typeof globalThis[name] === "undefined")`, []],
    [
      "[typeof routerAdd, typeof routerUse, typeof onRecordCreate, typeof migrate]",
      ["undefined", "undefined", "undefined", "undefined"],
    ],
    [
      "[typeof Object.groupBy, typeof Array.fromAsync, typeof Promise.withResolvers, typeof [].toSorted, typeof [].at, typeof Object.hasOwn, typeof ''.replaceAll]",
      ["undefined", "undefined", "undefined", "function", "function", "function", "function"],
    ],
    ["(function () { return this === undefined })()", true],
    [
      "[Object.keys(process), process.env.GREETING, $os.getenv('GREETING'), process.env.NOPE, $os.getenv('NOPE')]",
      [["env"], "hi", "hi", null, ""],
    ],
    ["Object.keys(console)", ["log", "error", "warn", "info", "debug"]],
    ["new Function('return 1 + 1')()", 2],
    ["Error.cause === undefined && new Error('x', { cause: 1 }).cause", 1],
    ["(null).x", "threw TypeError: *"],
    ["nope", "threw ReferenceError: nope is not defined"],
  ]),
  {
    name: "run_loader",
    hook: `
      console.log("NAME: loader", typeof module, typeof exports, typeof require, typeof routerAdd, typeof onRecordCreate, (function () { return this === undefined })());
      console.log("NAME:", { a: 1 }, [1, [2]], null, undefined, 1.5, "s", new Error("x"), true);
      console.log("NAME: %s and %d %j %i %% %x", "str", 4.5, { a: 1 }, 3, "extra", [1]);
      console.error("NAME: error"); console.warn("NAME: warn"); console.info("NAME: info"); console.debug("NAME: debug");`,
    // Errors and warnings go to another stream, so the lines are sorted.
    steps: async ({ lines }) => (await lines()).sort(),
    expected: [
      "[object Object] 1,2 null undefined 1.5 s Error: x true",
      "debug",
      "error",
      "info",
      "loader undefined undefined function function function false",
      'str and 4.5 {"a":1} %i % %x 3 extra 1',
      "warn",
    ],
  },
  {
    name: "run_require",
    files: {
      "NAME/lib.js": `let n = 0; exports.next = () => ++n; exports.other = require("./other"); exports.strict = (function () { return this === undefined })(); exports.names = [typeof module, typeof __filename.length, __dirname === __hooks + "/NAME"];`,
      "NAME/other.js": `module.exports = { name: "other", back: typeof require("./lib.js").next };`,
      "NAME/data.json": `{ "a": [1] }`,
      "NAME/folder/index.js": `module.exports = "index";`,
      "NAME/throws.js": `globalThis.NAME_tries = (globalThis.NAME_tries || 0) + 1; throw new TypeError("no");`,
      "NAME/broken.js": `module.exports = {{;`,
    },
    hook: `
      module_self = typeof module;
      if (typeof routerAdd === "undefined") { exports.answer = (name) => "self " + name; }
      else {
        routerAdd("GET", "/NAME", \`(e) => {
          const at = (path) => require(__hooks + "/NAME/" + path);
          const t = (run) => { try { return run() } catch (error) { return error.name + " " + (error instanceof Error) } };
          return e.json(200, [
            require(__hooks + "/NAME.pb.js").answer("required"),
            at("lib.js").next(), at("lib").next(), at("lib.js").other, at("lib.js").strict, at("lib.js").names,
            at("data.json"), at("folder"),
            t(() => at("throws.js")), t(() => at("throws.js")), globalThis.NAME_tries, t(() => at("nope.js")), t(() => at("broken.js")),
            t(() => require("fs")), t(() => require("url")), Object.keys(require("util")), Object.keys(require("node:buffer")), require("util").format("%s", 1),
          ]);
        }\`);
      }`,
    async steps({ ask }) {
      return [
        (await ask("GET", "/NAME")).body,
        ((await ask("GET", "/NAME")).body as unknown[]).slice(1, 3),
      ];
    },
    expected: [
      [
        "self required",
        1,
        2,
        { name: "other", back: "function" },
        false,
        ["object", "number", true],
        { a: [1] },
        "index",
        "TypeError true",
        "TypeError true",
        2,
        "GoError true",
        "GoError true",
        "GoError true",
        "GoError true",
        ["format"],
        ["Buffer"],
        "1",
      ],
      [3, 4],
    ],
  },
  expressions("run_text", "", [
    [
      "['a', 1.5, null, undefined, true, { a: 1 }, [104, 105], ['a'], 1e21].map((v) => toString(v))",
      ["a", "1.5", "", "", "true", '{"a":1}', "[104,105]", '["a"]', "1000000000000000000000"],
    ],
    [
      "[toString(toBytes('hé')), toBytes('hé'), toBytes(5), toBytes([1, 2]), toBytes({ a: 1 }), toBytes(null)]",
      ["hé", [104, 195, 169], [53], [1, 2], [123, 34, 97, 34, 58, 49, 125], []],
    ],
    [
      "[toString(Buffer.from('aGk=', 'base64')), toString(new Uint8Array([104])), Buffer.from('hi').toString('hex'), Buffer.from('hi').toString('base64')]",
      ["hi", "h", "6869", "aGk="],
    ],
    [
      "[$security.hs256('a', 'b'), $security.sha256('a'), $security.md5('a'), $security.sha512('a').length, $security.hs512('a', 'b').length]",
      [
        "cb448b440c42ac8ad084fc8a8795c98f5b7802359c305eabd57ecdb20e248896",
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        "0cc175b9c0f1b6a831c399e269772661",
        128,
        128,
      ],
    ],
    [
      "[$security.equal('a', 'a'), $security.equal('a', 'b'), $security.equal('a', 'ab'), $security.randomString(7).length, $security.randomStringWithAlphabet(5, 'a'), $security.randomStringByRegex('[a-c]{4}').length]",
      [true, false, false, 7, "aaaaa", 4],
    ],
    [
      "((k) => [typeof k, $security.parseJWT(k, 's'.repeat(32)).a, $security.parseUnverifiedJWT(k).a])($security.createJWT({ a: 1 }, 's'.repeat(32), 60))",
      ["string", 1, 1],
    ],
    [
      "$security.parseJWT($security.createJWT({ a: 1 }, 's'.repeat(32), 60), 'x'.repeat(32))",
      "threw GoError: *",
    ],
    [
      "((d) => [d.string(), String(d), d.isZero(), d.addDate(0, 1, 0).string(), d.add(1e9).string(), d.unix(), d.before(new DateTime()), d instanceof DateTime])(new DateTime('2024-01-02 03:04:05Z'))",
      [
        "2024-01-02 03:04:05.000Z",
        "2024-01-02 03:04:05.000Z",
        false,
        "2024-02-02 03:04:05.000Z",
        "2024-01-02 03:04:06.000Z",
        1704164645,
        true,
        true,
      ],
    ],
    [
      "[new DateTime('x').isZero(), new DateTime('x').string(), new DateTime().isZero()]",
      [true, "", false],
    ],
    [
      "((m) => { m.a = 'x'; m.n = 5.7; return [m.a, m.n, m.f, Object.keys(m)] })(new DynamicModel({ a: '', n: 0, f: -0 }))",
      ["x", 5, 0, ["a", "f", "n"]],
    ],
  ]),
  expressions(
    "run_store",
    "const store = $app.store(); store.set('NAME_a', 1); store.set('NAME_o', { x: 1 });",
    [
      [
        "[store.get('NAME_a'), store.get('NAME_none'), store.has('NAME_a'), store.has('NAME_none'), store.get('NAME_o').x]",
        [1, null, true, false, 1],
      ],
      ["[store.getOrSet('NAME_k', () => 5), store.getOrSet('NAME_k', () => 6)]", [5, 5]],
      ["(store.setFunc('NAME_a', (old) => old + 1), store.get('NAME_a'))", 2],
      ["(store.remove('NAME_a'), store.has('NAME_a'))", false],
      [
        "[$app.settings().meta.appName, $app.settings().meta.senderAddress, $app.settings().smtp.enabled, $app.settings().logs.minLevel]",
        ["Acme", "support@example.com", false, 0],
      ],
      ["[$app.isTransactional(), $app.isDev(), typeof $app.nope]", [false, false, "undefined"]],
      ["$os.readFile('/nope/nope')", "threw GoError: open /nope/nope: no such file or directory"],
      ["$os.stat('/nope/nope')", "threw GoError: stat /nope/nope: no such file or directory"],
      [
        "[$os.stat(__hooks).isDir(), $os.stat(__hooks + '/NAME.txt').size(), toString($os.readFile(__hooks + '/NAME.txt')), $os.readDir(__hooks).some((d) => d.name() === 'NAME.txt' && !d.isDir())]",
        [true, 5, "hällo".slice(0, 4), true],
      ],
    ],
    { files: { "NAME.txt": "häll" } },
  ),
  {
    name: "run_logger",
    hook: `routerAdd("GET", "/NAME", (e) => {
      $app.logger().with("w", 1).info("NAME info", "a", 1, "o", { x: [1] }, "err", new Error("e"), "odd");
      $app.logger().debug("NAME debug");
      $app.logger().warn("NAME warn", "go", new BadRequestError("api"));
      $app.logger().withGroup("g").error("NAME error", "q", 1);
      return e.noContent(204);
    })`,
    async steps({ ask, logged }) {
      await ask("GET", "/NAME");
      return (await logged()).map(({ message, level, data }) => [message, level, data]);
    },
    expected: [
      ["run_logger info", 0, { "!BADKEY": "odd", a: 1, err: {}, o: { x: [1] }, w: 1 }],
      ["run_logger warn", 4, { go: "Api." }],
      ["run_logger error", 8, { g: { q: 1 } }],
    ],
  },
  {
    name: "run_mail",
    hook: `
      onMailerSend((e) => { const m = e.message; console.log("NAME:", m.from.string(), m.to.map((a) => a.string()).join(), m.cc.length, m.subject, m.html, m.text === "", JSON.stringify(m.headers)); });
      routerAdd("GET", "/NAME", (e) => {
        const message = new MailerMessage({ from: { address: "a@b.c", name: "N" }, to: [{ address: "x@y.z" }], subject: "s", html: "h" });
        message.cc.push({ address: "q@r.s" });
        message.to.push({ address: "t@u.v", name: "T" });
        e.app.newMailClient().send(message);
        return e.json(200, JSON.parse(JSON.stringify(message)));
      })`,
    async steps({ ask, lines }) {
      return [(await ask("GET", "/NAME")).body, await lines()];
    },
    expected: [
      {
        from: { name: "N", address: "a@b.c" },
        to: [
          { name: "", address: "x@y.z" },
          { name: "T", address: "t@u.v" },
        ],
        bcc: [],
        cc: [{ name: "", address: "q@r.s" }],
        subject: "s",
        html: "h",
        text: "",
        headers: {},
        attachments: {},
        inlineAttachments: {},
      },
      ['"N" <a@b.c> <x@y.z>,"T" <t@u.v> 1 s h true {}'],
    ],
  },
  {
    name: "run_cron",
    hook: `
      cronAdd("NAME_job", "0 0 1 1 *", () => { console.log("NAME: ran", typeof e, typeof $app.save, $app.isTransactional()) });
      cronAdd("NAME_text", "@yearly", "() => console.log('NAME: text')");
      for (const bad of ["nope", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "*/0 * * * *", "5-1 * * * *", "1,x * * * *"]) {
        try { $app.cron().add("NAME_bad", bad, () => {}); console.log("NAME: taken", bad) } catch (error) { }
      }
      for (const good of ["* * * * *", "*/5 0-5 1,15 * 6", "@hourly"]) $app.cron().add("NAME_good", good, () => {});
      $app.cron().remove("NAME_good");`,
    async steps({ cron, lines }) {
      await cron("NAME_job");
      await cron("NAME_text");
      return lines();
    },
    expected: ["ran undefined function false", "text"],
  },
  {
    name: "run_app_of_cron",
    collections: [
      collection([text("title")], { id: "id_NAME" }),
      collection(
        [
          {
            type: "relation",
            name: "of",
            collectionId: "id_NAME",
            cascadeDelete: true,
            maxSelect: 1,
          },
        ],
        { name: "NAME_parts" },
      ),
    ],
    // The cascade's transaction is over when the cron runs in the VM of the hook.
    hook: `
      onRecordDelete((e) => { console.log("NAME: deletes", $app.isTransactional()); e.next() }, "NAME_parts");
      cronAdd("NAME_job", "0 0 1 1 *", () => {
        let message = "works";
        try { $app.db().newQuery("SELECT 1").execute() } catch (error) { message = error.message }
        console.log("NAME: ran", $app.isTransactional(), message);
      });`,
    async steps({ create, ask, cron, lines }) {
      let printed: string[] = [];
      // The server may run the cron in another VM, while that of the hook is given back.
      for (let tries = 0; tries < 20 && !printed.at(-1)?.includes("true"); tries++) {
        const { id } = (await create({})).body as { id: string };
        await ask("POST", "/api/collections/NAME_parts/records", { body: { of: id } });
        await ask("DELETE", `/api/collections/NAME/records/${id}`);
        await cron("NAME_job");
        printed = await lines();
      }
      return printed;
    },
    expected: [
      "deletes true",
      "ran true sql: transaction has already been committed or rolled back",
    ],
  },
  {
    name: "run_serve",
    hook: `
      onBootstrap((e) => { console.log("NAME: bootstrap"); e.next(); console.log("NAME: bootstrapped") });
      $app.onServe().bindFunc((e) => { console.log("NAME: serve", typeof e.server.addr, typeof e.app.save); e.next(); console.log("NAME: serving") });`,
    steps: ({ lines }) => lines(),
    expected: ["bootstrap", "bootstrapped", "serve string function", "serving"],
  },
];
