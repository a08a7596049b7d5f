// plugins/jsvm/jsvm.go, registerHooks: the globals of every VM
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import type { App } from "../core/app.ts";
import { GO, goType } from "../go/go.ts";
import { compile } from "./compile.ts";
import { format } from "./console.ts";
import { Executors } from "./executors.ts";
import { Apis } from "./globals-apis.ts";
import { bindCore } from "./globals-core.ts";
import { Dbx } from "./globals-dbx.ts";
import { Filesystem } from "./globals-filesystem.ts";
import { Http, type HttpHandler } from "./globals-http.ts";
import { Os } from "./globals-os.ts";
import { Security } from "./globals-security.ts";
import { bindCrons, bindLoader } from "./loader.ts";
import { Realm } from "./realm.ts";
import { Modules, Programs } from "./require.ts";
import { SURFACE } from "./surface.ts";

interface RuntimeOptions {
  readonly app: App;
  readonly hooksDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** The number of executors that are kept, as with PocketBase's `--hooksPool`. */
  readonly pool: number;
  readonly http: HttpHandler | undefined;
  /** The lines of `console.*`, from all contexts. */
  readonly console: string[];
}

/**
 * Runs the hook files of a folder in a loader, and throws the errors of files that cannot be
 * loaded.
 */
export function loadHooks(options: RuntimeOptions): void {
  const { app, hooksDir, pool } = options;
  const programs = new Programs();
  const executors: Executors = new Executors(() => {
    const realm = makeRealm(options, programs);
    bindCrons(realm, app, () => executors);
    return realm;
  }, pool);
  const loader = makeRealm(options, programs);
  bindCrons(loader, app, () => executors);
  bindLoader(loader, app, executors);
  for (const file of readdirSync(hooksDir).sort()) {
    if (!/\.pb\.[jt]s$/.test(file)) continue;
    const filename = join(hooksDir, file);
    loader.run(compile(readFileSync(filename, "utf8"), filename));
  }
}

/**
 * Runs the `migrate(up, down)` files of a folder in the order of their names, each in a VM of its
 * own (registerMigrations).
 */
export function runMigrations(options: RuntimeOptions, folder: string): void {
  const { app } = options;
  const programs = new Programs();
  for (const file of readdirSync(folder).sort()) {
    if (!/\.[jt]s$/.test(file)) continue;
    const realm = makeRealm(options, programs);
    realm.setGlobal("migrate", (up: (app: App) => unknown) => app.runInTransaction(up));
    const filename = join(folder, file);
    realm.run(compile(readFileSync(filename, "utf8"), filename));
  }
}

function makeRealm(options: RuntimeOptions, programs: Programs): Realm {
  const { app, hooksDir, env } = options;
  const { failures, clock } = app.core;
  const realm = new Realm(app.core);
  bindCore(realm, app.core);
  realm.setGlobal("$app", app);
  realm.setGlobal("$os", new Os(env, failures));
  realm.setGlobal("$security", new Security(clock));
  realm.setGlobal("$apis", new Apis());
  realm.setGlobal("$dbx", new Dbx());
  realm.setGlobal("$filesystem", new Filesystem());
  realm.setGlobal("$http", new Http(options.http, failures));
  realm.setGlobal("__hooks", hooksDir);
  bindNode(realm, options, programs);
  bindMissing(realm);
  return realm;
}

/** goja_nodejs: console, process, Buffer and require. */
function bindNode(realm: Realm, { env, console: lines }: RuntimeOptions, programs: Programs): void {
  const log = (...args: unknown[]) => void lines.push(format(args));
  for (const name of ["log", "error", "warn", "info", "debug"]) realm.setRaw(name, log);
  realm.setRaw("format", (...args) => format(args));
  const make = new Script(`(() => {
    const native = { console: { log, error, warn, info, debug }, util: { format } };
    for (const name of ["log", "error", "warn", "info", "debug", "format"]) delete globalThis[name];
    return native;
  })()`);
  const native = realm.run(make) as { [name: string]: unknown };
  native.process = realm.run(
    new Script(`({ env: JSON.parse(${JSON.stringify(JSON.stringify(env))}) })`),
  );
  native.buffer = { Buffer };
  const modules = new Modules(realm, programs, native);
  realm.setRaw("require", modules.requireFrom(process.cwd()));
  const { context } = realm;
  Object.assign(context, { console: native.console, process: native.process, Buffer });
}

/** Globals that are not mocked throw an error that says so when they are used. */
function bindMissing(realm: Realm): void {
  for (const name of SURFACE.executor ?? []) {
    if (name in realm.context || /^cron(Add|Remove)$/.test(name)) continue;
    if (name.startsWith("$")) {
      realm.setGlobal(name, { [GO]: goType({ name, type: name }) });
    } else {
      realm.setRaw(name, () => {
        throw realm.notMocked(`${name}()`);
      });
    }
  }
}
