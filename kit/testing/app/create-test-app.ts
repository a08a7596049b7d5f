import { removeFolder } from "../folder.ts";
import { serveRequest } from "../mock/api/serve-request.ts";
import { App } from "../mock/core/app.ts";
import { Core } from "../mock/core/core.ts";
import { AppEvent } from "../mock/core/events.ts";
import { ExitError } from "../mock/go/failures.ts";
import { findCron } from "./cron.ts";
import { drain, testClock } from "./drain.ts";
import { writeHookFiles } from "./hook-files.ts";
import { jobsOf } from "./job.ts";
import type { TestAppOptions } from "./options.ts";
import { saveRecord } from "./save-record.ts";
import { SUPERUSER_ID } from "./seed.ts";
import { prepare, start } from "./start.ts";
import type { TestApp } from "./test-app.ts";

/**
 * Runs hook files in a mock of PocketBase's JavaScript runtime, without a server. docs/testing.md
 * says what the mock has.
 */
export function createTestApp(options: TestAppOptions = {}): TestApp {
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
  return shortcuts(app, printed, release);
}

/** @param release frees what the app holds on the machine */
function shortcuts(app: App, printed: readonly string[], release: () => void): TestApp {
  const { core } = app;
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
