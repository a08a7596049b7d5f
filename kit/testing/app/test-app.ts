import type { SendMailOptions } from "nodemailer";
import type { NodemailerMock } from "nodemailer-mock";
import type { Keys } from "../known-keys.ts";
import type { TestRequest } from "../mock/api/request.ts";
import type { TestResponse } from "../mock/api/serve-request.ts";
import type { App } from "../mock/core/app.ts";
import type { LogRow } from "../mock/core/logger.ts";
import type { Record } from "../mock/core/record.ts";
import type { Clock } from "../mock/go/clock.ts";
import type { Values } from "../mock/go/values.ts";
import type { Cron } from "./cron.ts";
import type { DrainOptions } from "./drain.ts";
import type { Job } from "./job.ts";

/** A running app, as `createTestApp` returns it. */
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
  cron(name: string): Cron;
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

export const REQUEST: Keys<RequestOptions> = { auth: true, headers: true, body: true };
