// PocketBase's registrars, which exist only in the loader.
import type { EventName } from "../contract/pocketbase.ts";

/**
 * PocketBase takes a handler as text (see kernel/handler-text.ts); its types know functions only.
 */
const asHandler = (text: string) => text as unknown as () => void;

type Registrar = (handler: () => void, ...tags: string[]) => void;
const globals = globalThis as unknown as Record<string, Registrar>;
const registrarName = (event: string) => `on${event[0]?.toUpperCase()}${event.slice(1)}`;

/** The events that this server knows. */
export const eventNames = (): EventName[] =>
  Object.getOwnPropertyNames(globalThis)
    .filter((name) => /^on[A-Z]/.test(name))
    .map((name) => `${name[2]?.toLowerCase()}${name.slice(3)}` as EventName);

/** Binds to one collection, so that PocketBase asks no VM about the events of others. */
export const registerHook = (event: string, collection: string | undefined, handler: string) =>
  globals[registrarName(event)]?.(asHandler(handler), ...(collection ? [collection] : []));

export const registerRoute = (
  { method, path }: { method: string; path: string },
  handler: string,
  middlewares: unknown[],
) => routerAdd(method, path, asHandler(handler), ...(middlewares as []));

export const registerCron = (
  { name, schedule }: { name: string; schedule: string },
  handler: string,
) => cronAdd(name, schedule, asHandler(handler));

/**
 * Whether PocketBase's cron accepts the schedule. `cronAdd` panics on a bad one, which cannot be
 * caught.
 */
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

/** PocketBase's version, such as "0.38.1"; another text in a build of one's own. */
export const serverVersion = () => String($app.rootCmd?.version ?? "");

interface ServeEvent {
  server: unknown;
  next(): void;
}

/**
 * Runs `start` once, after the migrations and before the server listens, and `listening` when its
 * port is open and it answers nobody yet. After that the loader has nothing left to do. Its VM
 * lives as long as the server, so it drops all modules, which take several megabytes.
 */
export function onServe(start: () => void, listening: (server: unknown) => void) {
  ($app as unknown as { onServe(): { bindFunc(f: (e: ServeEvent) => void): void } })
    .onServe()
    .bindFunc((e) => {
      start();
      e.next();
      listening(e.server);
      $forget();
    });
}
