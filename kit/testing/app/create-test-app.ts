import { join, resolve } from "node:path";
import type { SendMailOptions } from "nodemailer";
import type { NodemailerMock } from "nodemailer-mock";
import { copyInto, type Files, removeFolder, temporaryFolder, writeFiles } from "../folder.ts";
import { addCrudRoutes } from "../mock/api/crud.ts";
import type { TestRequest } from "../mock/api/request.ts";
import { serveRequest, type TestResponse } from "../mock/api/serve-request.ts";
import { App } from "../mock/core/app.ts";
import { Collection } from "../mock/core/collection.ts";
import { COLLECTIONS_TABLE } from "../mock/core/collection-rows.ts";
import { Core } from "../mock/core/core.ts";
import { AppEvent, ServeEvent } from "../mock/core/events.ts";
import type { LogRow } from "../mock/core/logger.ts";
import { Record } from "../mock/core/record.ts";
import { bindSystemHooks } from "../mock/core/record-hooks.ts";
import { SYSTEM_COLLECTIONS } from "../mock/core/system-collections.ts";
import type { Clock, Time } from "../mock/go/clock.ts";
import { GoError } from "../mock/go/errors.ts";
import { ExitError } from "../mock/go/failures.ts";
import type { Values } from "../mock/go/values.ts";
import { loadHooks, runMigrations } from "../mock/goja/contexts.ts";
import type { HttpHandler } from "../mock/goja/globals-http.ts";
import { type DrainOptions, drain, endLoopsWhenIdle, testClock } from "./drain.ts";
import { type Job, jobsOf } from "./job.ts";

export interface TestAppOptions {
  /** A folder of hook files, such as `pb_hooks`. */
  hooksDir?: string;
  /** Hook files by name, written to a temporary `pb_hooks`. Add files on disk with `copy`. */
  files?: Files;
  /** The text of `pocketbundle.config.js`. It is put beside `files`. */
  config?: string;
  /** Files and folders on disk to put beside `files`. */
  copy?: readonly string[];
  /** A folder of migrations. They run before the start, as with `serve`. */
  migrationsDir?: string;
  /** Migrations by file name, instead of a folder. */
  migrations?: Files;
  /** Collections that exist before the start, in PocketBase's JSON. */
  collections?: readonly Values[];
  /** Records that exist before the start, by collection. No hook sees their creation. */
  records?: { readonly [collection: string]: readonly Values[] };
  /** The values of `process.env` and `$os.getenv`. Nothing is inherited from the machine. */
  env?: { [name: string]: string };
  /** The number of executors that are kept. Default 15, as in PocketBase. */
  pool?: number;
  /**
   * The time at which the clock stands still from the start on. Default: the clock follows the
   * machine's.
   */
  now?: Time;
  /** Answers `$http.send`. A request without an answer fails the test. */
  http?: HttpHandler;
}

export type { Job };

export interface TestApp {
  /** `$app` itself, for everything that has no shortcut here. */
  readonly app: App;
  /** A superuser, for the `auth` of requests. */
  readonly superuser: Record;
  /** The lines that hook files have printed. */
  readonly console: readonly string[];
  /** The rows of PocketBase's log, including requests. */
  readonly logs: readonly LogRow[];
  /** The mails that were sent. */
  readonly mails: readonly SendMailOptions[];
  /** The jobs of the bundle's queue, including done and dead ones. */
  readonly jobs: readonly Job[];
  /** The controls of nodemailer-mock, such as `setShouldFailOnce()`. */
  readonly nodemailer: NodemailerMock["mock"];
  request(method: string, path: string, options?: RequestOptions): TestResponse;
  /** Saves a record through `$app.save`: a new one, or the existing one that has `data.id`. */
  save(collection: string, data: Values): Record;
  find(collection: string, id: string): Record;
  delete(record: Record): void;
  cron(name: string): { readonly schedule: string; run(): void };
  /** The time for hook files, records, SQL and jobs. It follows the machine's until it is set. */
  readonly clock: Pick<Clock, "now" | "set" | "advance">;
  /** Runs the bundle's worker until no change waits and no job is due at the time of `clock`. */
  drain(options?: DrainOptions): void;
  /** Runs the hooks of onTerminate, and removes the temporary folder. */
  stop(): void;
  [Symbol.dispose](): void;
}

export interface RequestOptions extends Omit<TestRequest, "method" | "path"> {
  /** The signed-in record of an auth collection, such as `app.superuser`. Default: a guest. */
  auth?: Record;
}

/**
 * Runs hook files in a mock of PocketBase's JavaScript runtime, without a server. docs/testing.md
 * says what the mock has.
 */
export function createTestApp(options: TestAppOptions = {}): TestApp {
  const core = new Core();
  const app = new App(core);
  const printed: string[] = [];
  const folder = testFolder(options);
  bindSystemHooks(core);
  addCrudRoutes(core);
  endLoopsWhenIdle(core);
  if (options.now !== undefined) core.clock.set(options.now);
  try {
    core.failures.guard(() => {
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
    });
  } catch (error) {
    core.database.close();
    removeFolder(folder);
    throw error instanceof ExitError ? new ExitError(error.code, printed.join("\n")) : error;
  }
  const guard = <T>(run: () => T) => core.failures.guard(run);
  const stop = () => {
    try {
      guard(() => core.hook<AppEvent>("onTerminate").trigger(new AppEvent(app)));
    } finally {
      core.database.close();
      removeFolder(folder);
    }
  };
  return {
    app,
    superuser: app.findRecordById("_superusers", SUPERUSER_ID),
    console: printed,
    logs: core.logs,
    get mails() {
      return core.mailbox.mails;
    },
    get jobs() {
      return jobsOf(app);
    },
    nodemailer: core.mailbox.nodemailer.mock,
    request: (method, path, { auth, ...rest } = {}) =>
      guard(() => serveRequest(app, { method, path, ...rest }, auth ?? null)),
    save: (collection, data) => guard(() => saveRecord(app, collection, data)),
    find: (collection, id) => guard(() => app.findRecordById(collection, id)),
    delete: (record) => guard(() => app.delete(record)),
    cron: (name) => findCron(core, name),
    clock: testClock(core),
    drain: (options) => guard(() => drain(app, options)),
    stop,
    [Symbol.dispose]: stop,
  };
}

const CONFIG = "pocketbundle.config.js";
const SUPERUSER_ID = "superuser000001";

function testFolder({ files = {}, config, copy = [], migrations = {} }: TestAppOptions): string {
  const folder = temporaryFolder();
  writeFiles(join(folder, "pb_hooks"), files);
  if (config !== undefined) writeFiles(join(folder, "pb_hooks"), { [CONFIG]: config });
  copyInto(join(folder, "pb_hooks"), copy);
  writeFiles(join(folder, "pb_migrations"), migrations);
  return folder;
}

/** Makes an app of the same database whose hooks are not those of the test's files. */
function quietApp(core: Core): App {
  const quiet = new Core(core);
  bindSystemHooks(quiet);
  return new App(quiet);
}

function addCollections(core: Core, list: readonly Values[]): void {
  const app = quietApp(core);
  if (!app.hasTable("_collections")) app.execute(COLLECTIONS_TABLE);
  for (const data of list) app.saveNoValidate(new Collection(data));
}

function addRecords(app: App, records: NonNullable<TestAppOptions["records"]>): void {
  const quiet = quietApp(app.core);
  const superuser = { id: SUPERUSER_ID, email: "super@example.com", password: "test-password-1" };
  for (const [name, list] of Object.entries({ _superusers: [superuser], ...records })) {
    const collection = app.findCachedCollectionByNameOrId(name);
    for (const data of list) quiet.save(new Record(collection, data));
  }
}

function saveRecord(app: App, collection: string, data: Values): Record {
  const [known] = typeof data.id === "string" ? app.findRecordsByIds(collection, [data.id]) : [];
  const record = known ?? new Record(app.findCachedCollectionByNameOrId(collection));
  record.load(data);
  app.save(record);
  return record;
}

/** PocketBase only logs the error of a cron; here the test gets it too. */
function findCron(core: Core, name: string) {
  const job = core.cron.find(name);
  if (!job)
    throw new Error(
      `there is no cron "${name}"; there are: ${core.cron.ids().join(", ") || "none"}`,
    );
  const run = () => {
    try {
      job.run();
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      const data = { jobId: name, error: error.error() };
      core.logs.push({ level: 8, message: "[cronAdd] failed to execute cron job", data });
      throw error;
    }
  };
  return { schedule: job.schedule, run: () => core.failures.guard(run) };
}
