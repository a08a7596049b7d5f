// The start of PocketBase with the hook files of a test
import { join, resolve } from "node:path";
import { addCrudRoutes } from "../mock/api/crud.ts";
import type { App } from "../mock/core/app.ts";
import type { Core } from "../mock/core/core.ts";
import { AppEvent, ServeEvent } from "../mock/core/events.ts";
import { bindSystemHooks } from "../mock/core/record-hooks.ts";
import { SYSTEM_COLLECTIONS } from "../mock/core/system-collections.ts";
import { loadHooks, runMigrations } from "../mock/goja/contexts.ts";
import { endLoopsWhenIdle, holdLife } from "./drain.ts";
import type { TestAppOptions } from "./options.ts";
import { addCollections, addRecords } from "./seed.ts";

/** Gives the app what it has before any hook file is loaded. */
export function prepare(core: Core, { now }: TestAppOptions): void {
  bindSystemHooks(core);
  addCrudRoutes(core);
  endLoopsWhenIdle(core);
  holdLife(core);
  if (now !== undefined) core.clock.set(now);
}

/** Loads the hook files, and runs migrations and hooks in the order of a real start. */
export function start(app: App, folder: string, options: TestAppOptions, printed: string[]): void {
  const { core } = app;
  const runtime = {
    app,
    hooksDir: resolve(options.hooksDir ?? join(folder, "pb_hooks")),
    env: { POCKETBUNDLE_STRICT_TEMPLATES: "1", ...options.env },
    pool: options.pool ?? 15,
    http: options.http,
    console: printed,
  };
  loadHooks(runtime);
  core
    .hook<AppEvent>("onBootstrap")
    .trigger(new AppEvent(app), () => addCollections(core, SYSTEM_COLLECTIONS));
  addCollections(core, options.collections ?? []);
  runMigrations(runtime, options.migrationsDir ?? join(folder, "pb_migrations"));
  addRecords(app, options.records ?? {});
  core.hook<ServeEvent>("onServe").trigger(new ServeEvent(app));
  // Every start says which version runs. A test looks for what its own code prints.
  const line = printed.findIndex((text) => /^Pocketbundle \d/.test(text));
  if (line >= 0) printed.splice(line, 1);
}
