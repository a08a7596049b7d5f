/** The test kit: a real server, and a mocked `$app` that loads the built hook files. */

export { createTestApp } from "./app/create-test-app.ts";
export type { Job } from "./app/job.ts";
export type { TestAppOptions } from "./app/options.ts";
export type { RequestOptions, TestApp } from "./app/test-app.ts";
export type { Files } from "./folder.ts";
export {
  assertEnqueued,
  assertRejectedWith,
  assertSent,
  type FieldCodes,
  rejectedFields,
} from "./matchers/index.ts";
export type { TestResponse } from "./mock/api/serve-request.ts";
export type { LogRow } from "./mock/core/logger.ts";
export { DeadlockError, ExitError, NotMockedError } from "./mock/go/failures.ts";
export type { HttpAnswer, HttpHandler, OutgoingRequest } from "./mock/goja/globals-http.ts";
export type { Running } from "./server/binary.ts";
export { type Ended, runServer } from "./server/run-server.ts";
export { type Server, type ServerOptions, startServer } from "./server/server.ts";
export { SUPERUSER } from "./server/server-client.ts";
export { type Smtp, startSmtp, useSmtp } from "./smtp.ts";
export { until } from "./wait.ts";
