// PocketBase's JavaScript runtime, as the kernel uses it: the one place for its start-up globals.
import type { App, EventName } from "../contract/pocketbase.ts";
import type { BoundCron } from "../kernel/crons.ts";
import type { HookTarget } from "../kernel/dispatch.ts";
import type { BoundRoute } from "../kernel/routes.ts";

/** The name of the built file: executors require it by this name. */
const BUNDLE_FILE = "pocketbundle.pb.js";

/** Absolute path of a file under `pb_hooks`. */
export const hooksPath = (name: string) => `${__hooks}/${name}`;

/**
 * The text of the handler that PocketBase runs in an executor VM. Only text crosses over from the
 * loader, so it requires this very file there and names the real handler by its id. The VM keeps the
 * module, since `require` costs more than a whole validation even when the module is loaded. `owners` are the
 * extensions that it makes for it.
 */
const handlerSource = (id: string, owners?: string[]) =>
  `(e) => (globalThis.pocketbundle ??= require(__hooks + "/${BUNDLE_FILE}")).dispatch(${JSON.stringify(id)}, e, ${JSON.stringify(owners)})`;

/** PocketBase takes handlers as text; its types know functions only. */
const asHandler = (...args: Parameters<typeof handlerSource>) =>
  handlerSource(...args) as unknown as () => void;

type Registrar = (handler: () => void, ...tags: string[]) => void;
const globals = globalThis as unknown as Record<string, Registrar>;
const registrarName = (event: string) => `on${event[0]?.toUpperCase()}${event.slice(1)}`;

/** The events this server knows (loader only; executors have no registrars). */
export const eventNames = (): EventName[] =>
  Object.getOwnPropertyNames(globalThis)
    .filter((name) => /^on[A-Z]/.test(name))
    .map((name) => `${name[2]?.toLowerCase()}${name.slice(3)}` as EventName);

/** Bound to one collection: PocketBase then asks no VM about the others' events. */
export function registerHook({ event, collection, owners }: HookTarget, id: string) {
  globals[registrarName(event)]?.(asHandler(id, owners), ...(collection ? [collection] : []));
}

export function registerRoute(
  { extension, route }: BoundRoute,
  id: string,
  middlewares: unknown[],
) {
  routerAdd(route.method, route.path, asHandler(id, [extension]), ...(middlewares as []));
}

export function registerCron({ extension, cron }: BoundCron, id: string) {
  cronAdd(cron.name, cron.schedule, asHandler(id, [extension]));
}

const APP = "pocketbundle.app";

/** In the loader, whose `$app` is nobody's transaction. */
export const keepApp = () => $app.store().set(APP, $app);

/**
 * The app for a cron. PocketBase sets `$app` for hooks and routes, and runs crons with what the VM's last event has left
 * there (plugins/jsvm/binds.go, cronBinds): the app of a transaction that is over, perhaps, with which nothing works.
 */
export const restoreApp = (): App => {
  (globalThis as { $app?: unknown }).$app = $app.store().get(APP);
  return $app as unknown as App;
};

/** Whether PocketBase's cron takes it: `cronAdd` with one that it does not take is a panic nobody can catch. */
export function isSchedule(schedule: string): boolean {
  const cron = $app.cron();
  const probe = "pocketbundle schedule probe";
  try {
    cron.add(probe, schedule, () => {});
    return true;
  } catch {
    return false;
  } finally {
    cron.remove(probe);
  }
}

interface ServeEvent {
  server: { addr: string };
  next(): void;
}

/** scripts/chunks.mjs: lets go of all chunks. Nothing can be required afterwards. */
declare const $forget: () => void;

/**
 * Runs `start` once in the loader, after the migrations and before the server listens, and `listening` when its
 * port is open and the server answers nobody yet. That is the last thing the loader does, and its VM stays as long as the
 * server: without what it needed for the start, which is several megabytes.
 */
export function onServe(start: () => void, listening: (url: string) => void) {
  ($app as unknown as { onServe(): { bindFunc(f: (e: ServeEvent) => void): void } })
    .onServe()
    .bindFunc((e) => {
      start();
      e.next();
      listening(localUrl(e.server.addr));
      $forget();
    });
}

/** How the server reaches itself; it may listen on all addresses. */
const localUrl = (address: string) =>
  `http://${address.replace(/^(0\.0\.0\.0|\[::\])?:/, "127.0.0.1:").replace(":http", ":80")}`;

/** Adds `pocketbase bundle <command>`. */
export function registerCommands(
  commands: { use: string; short: string; run(args: string[]): void }[],
) {
  const parent = new Command({ use: "bundle", short: "Pocketbundle: background work" } as object);
  for (const { use, short, run } of commands) {
    // Its own flags are few, and PocketBase has read the global ones before.
    const command = {
      use,
      short,
      disableFlagParsing: true,
      run: (_: unknown, args: string[]) => run([...args]),
    };
    parent.addCommand(new Command(command as object));
  }
  $app.rootCmd?.addCommand(parent);
}

export function isFile(path: string): boolean {
  try {
    return !$os.stat(path)?.isDir();
  } catch {
    return false;
  }
}

/** The text of a file, `undefined` when there is none. */
export const readText = (path: string): string | undefined =>
  isFile(path) ? toString($os.readFile(path)) : undefined;
