// Asks a server for the names that hook files see, to compare kit/testing/mock/goja/surface.ts with
// them.
import type { Server } from "../../kit/testing/index.ts";

const TYPES =
  "text email url number bool json date autodate select editor file geoPoint password".split(" ");
/** The types of fields that have options which users write. */
export const FIELD_TYPES = [...TYPES.filter((type) => type !== "autodate"), "relation"];
const EVENTS =
  "onModelCreate onModelAfterCreateError onRecordCreate onRecordAfterCreateError onRecordCreateRequest onRecordsListRequest onRecordViewRequest onCollectionCreate onCollectionAfterCreateError onBootstrap onRecordEnrich".split(
    " ",
  );

const ROUTE = `(e) => {
  const k = Object.keys;
  const named = (list) => k(list).filter((key) => !/^\\d+$/.test(key));
  const orders = $app.findCollectionByNameOrId("orders");
  const record = new Record(orders);
  const out = {
    $apis: k($apis), $dbx: k($dbx), $filepath: k($filepath), $filesystem: k($filesystem), $http: k($http), $mails: k($mails),
    $os: k($os), $security: k($security), $template: k($template),
    Address: k(new MailerMessage().from), ApiError: k(new BadRequestError()), App: k($app), Collection: k(orders), Cron: k($app.cron()),
    DB: k($app.db()), Query: k($app.db().newQuery("")), Result: k($app.db().newQuery("PRAGMA optimize").execute()),
    NonconcurrentDB: k($app.nonconcurrentDB()), SqlDB: k($app.nonconcurrentDB().db()), SqlStmt: k($app.nonconcurrentDB().db().prepare("SELECT 1")),
    DateTime: k(new DateTime()), Duration: k(new DateTime().sub(new DateTime())), Time: k(new DateTime().time()), GeoPoint: k(record.get("geoPoint")), DirEntry: k($os.readDir(__hooks)[0]), FieldsList: named(orders.fields), FileInfo: k($os.stat(__hooks)),
    Header: k(e.request.header), Hook: k($app.onServe()), JSONRaw: named(record.get("json")), Logger: k($app.logger()),
    Mailer: k($app.newMailClient()), MailerMessage: k(new MailerMessage()), Middleware: k($apis.requireAuth()), Record: k(record),
    Request: k(e.request), RequestEvent: k(e), RequestInfo: k(e.requestInfo()), Response: k(e.response), Settings: k($app.settings()),
    SettingsLogs: k($app.settings().logs), SettingsMeta: k($app.settings().meta), SettingsSMTP: k($app.settings().smtp),
    Store: k($app.store()), TaggedHook: k($app.onRecordCreate("x")), URL: k(e.request.url), ValidationError: k(new ValidationError("a", "b")),
    Values: k(e.request.url.query()), executor: Object.getOwnPropertyNames(globalThis),
  };
  for (const field of orders.fields) out["Field_" + field.type()] = k(field);
  $app.newMailClient().send(new MailerMessage());
  const seen = $app.store().getAll();
  for (const key in seen) if (key.startsWith("surface ")) out[key.slice(8)] = JSON.parse(seen[key]);
  return e.json(200, out);
}`;

const keep = (name: string, value = "e") =>
  `$app.store().set("surface ${name}", JSON.stringify(Object.keys(${value})));`;

export const SURFACE_HOOK = `
  ${EVENTS.map((name) => `${name}((e) => { ${keep(name)} e.next() });`).join("\n")}
  onMailerSend((e) => { ${keep("onMailerSend")} });
  $app.onServe().bindFunc((e) => { ${keep("onServe")} ${keep("HttpServer", "e.server")} e.next() });
  $app.store().set("surface loader", JSON.stringify(Object.getOwnPropertyNames(globalThis)));
  routerAdd("GET", "/surface", \`${ROUTE.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\`);`;

/**
 * Returns the names by SURFACE's keys. ECMAScript's own globals are left out, and hooks are
 * together under `hooks`.
 */
export async function askSurface({ pb, client }: Server): Promise<Record<string, string[]>> {
  const users = await pb.collections.getOne("users");
  await pb.collections.create({
    type: "base",
    name: "orders",
    listRule: "",
    fields: fields(users.id),
  });
  const { id } = await pb.collection("orders").create({ password: "12345678" });
  await pb.collection("orders").getList();
  await pb.collection("orders").getOne(id);
  // This create is refused, which causes the events of failures.
  await pb
    .collection("orders")
    .create({ id: "!!" })
    .catch(() => {});
  await pb.collections.create({ type: "base", name: "!!" }).catch(() => {});
  const seen: Record<string, string[]> = await client().send("/surface", {});
  const { loader = [], executor = [], App: app = [], ...rest } = seen;
  const isHook = (name: string) => /^on[A-Z]/.test(name);
  const own = (names: string[]) => names.filter((name) => !STANDARD.includes(name));
  return {
    ...rest,
    App: app.filter((name) => !isHook(name)),
    executor: own(executor),
    loader: own(loader).filter((name) => !isHook(name)),
    hooks: loader.filter(isHook),
  };
}

function fields(users: string) {
  const options: { [type: string]: object } = {
    select: { values: ["a"] },
    autodate: { onCreate: true },
  };
  return [
    ...TYPES.map((type) => ({ type, name: type, ...options[type] })),
    { type: "relation", name: "rel", collectionId: users },
  ];
}

/** The globals of the language, and the one that carries a handler's arguments. */
const STANDARD =
  "Object Function Array String Number BigInt RegExp Date Boolean Proxy Reflect Error AggregateError TypeError ReferenceError SyntaxError RangeError EvalError URIError GoError eval Math JSON ArrayBuffer DataView Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array Symbol WeakSet WeakMap Map Set Promise globalThis NaN undefined Infinity isNaN parseInt parseFloat isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape __args".split(
    " ",
  );

/**
 * A route that lists the names of ECMAScript's globals, their members and their prototypes'
 * members.
 */
export const BUILTINS_HOOK = `routerAdd("GET", "/builtins", (e) => {
  const list = (o) => Object.getOwnPropertyNames(o).concat(Object.getOwnPropertySymbols(o).map((s) => "@@" + s.description));
  const standard = ${JSON.stringify(STANDARD)};
  const out = { globalThis: standard };
  for (const name of standard) {
    const value = globalThis[name];
    if (!/^[A-Z]/.test(name) || name === "GoError" || !/object|function/.test(typeof value)) continue;
    out[name] = list(value).filter((key) => !["caller", "arguments"].includes(key));
    if (typeof value === "function" && value.prototype) out[name + ".prototype"] = list(value.prototype);
  }
  out.TypedArray = list(Object.getPrototypeOf(Uint8Array));
  out["TypedArray.prototype"] = list(Object.getPrototypeOf(Uint8Array).prototype);
  out.Iterator = list(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
  return e.json(200, out);
})`;
