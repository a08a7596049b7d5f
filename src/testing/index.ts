/** The test kit: a real server, and a mocked `$app` that loads the built hook files. */

export type { Running } from "./binary.ts";
export {
  createTestApp,
  type Job,
  type RequestOptions,
  type TestApp,
  type TestAppOptions,
} from "./create-test-app.ts";
export type { Files } from "./folder.ts";
export {
  assertEnqueued,
  assertRejectedWith,
  assertSent,
  type FieldCodes,
  rejectedFields,
} from "./matchers/index.ts";
export { DeadlockError, ExitError, NotMockedError } from "./mock/failures.ts";
export type { HttpAnswer, HttpHandler, OutgoingRequest } from "./mock/globals-http.ts";
export type { LogRow } from "./mock/logger.ts";
export type { TestResponse } from "./mock/serve-request.ts";
export { type Ended, runServer } from "./run-server.ts";
export { type Server, type ServerOptions, startServer } from "./server.ts";
export { SUPERUSER } from "./server-client.ts";
export { type Smtp, startSmtp, useSmtp } from "./smtp.ts";
export { until } from "./wait.ts";
