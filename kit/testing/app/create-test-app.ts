import { removeFolder } from "../folder.ts";
import { refuseUnknownKeys } from "../known-keys.ts";
import { serveRequest } from "../mock/api/serve-request.ts";
import { App } from "../mock/core/app.ts";
import { Core } from "../mock/core/core.ts";
import { AppEvent } from "../mock/core/events.ts";
import { ExitError } from "../mock/go/failures.ts";
import { findCron } from "./cron.ts";
import { drain, testClock } from "./drain.ts";
import { writeHookFiles } from "./hook-files.ts";
import { jobsOf } from "./job.ts";
import { missingCollection, missingCollectionOf } from "./missing-collection.ts";
import { OPTIONS, type TestAppOptions } from "./options.ts";
import { saveRecord } from "./save-record.ts";
import { SUPERUSER_ID } from "./seed.ts";
import { prepare, start } from "./start.ts";
import { REQUEST, type TestApp } from "./test-app.ts";

/**
 * Runs hook files in a mock of PocketBase's JavaScript runtime, without a server. docs/testing.md
 * says what the mock has.
 */
export function createTestApp(options: TestAppOptions = {}): TestApp {
  refuseUnknownKeys("createTestApp()", options, OPTIONS);
  const core = new Core();
  const app = new App(core);
  const printed: string[] = [];
  const folder = writeHookFiles(options);
  const release = () => {
    core.database.close();
    removeFolder(folder);
  };
  prepare(core, options);
  try {
    core.failures.guard(() => start(app, folder, options, printed));
  } catch (error) {
    release();
    throw error instanceof ExitError ? new ExitError(error.code, printed.join("\n")) : error;
  }
  return shortcuts(app, options, printed, release);
}

/** @param release frees what the app holds on the machine */
function shortcuts(
  app: App,
  options: TestAppOptions,
  printed: readonly string[],
  release: () => void,
): TestApp {
  const { core } = app;
  const refuseMissing = (collection: string) => {
    const missing = missingCollection(app, collection, options);
    if (missing) throw new Error(missing);
  };
  const guard = <T>(run: () => T) => core.failures.guard(run);
  const stop = () => {
    try {
      guard(() => core.hook<AppEvent>("onTerminate").trigger(new AppEvent(app)));
    } finally {
      release();
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
    request(method, path, request = {}) {
      refuseUnknownKeys("app.request()", request, REQUEST);
      const { auth = null, ...rest } = request;
      const response = guard(() => serveRequest(app, { method, path, ...rest }, auth));
      const hint = response.status === 404 ? missingCollectionOf(app, path, options) : undefined;
      return hint ? { ...response, hint } : response;
    },
    save(collection, data) {
      refuseMissing(collection);
      return guard(() => saveRecord(app, collection, data));
    },
    find(collection, id) {
      refuseMissing(collection);
      return guard(() => app.findRecordById(collection, id));
    },
    delete: (record) => guard(() => app.delete(record)),
    cron: (name) => findCron(core, name),
    clock: testClock(core),
    drain: (options) => guard(() => drain(app, options)),
    stop,
    [Symbol.dispose]: stop,
  };
}
