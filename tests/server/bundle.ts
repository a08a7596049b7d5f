// The server tests share this: a real server with the built bundle and a config.
import { afterAll, onTestFinished } from "vitest";
import {
  runServer,
  type Server,
  type ServerOptions,
  startServer,
} from "../../kit/testing/index.ts";

export const BUNDLE = "pb_hooks/pocketbundle.pb.js";

/** A migration that makes the collections that the tests write to. */
export const ORDERS = {
  "1_orders.js": `migrate((app) => app.save(new Collection({
    type: "base", name: "orders", listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "",
    fields: [
      { type: "text", name: "title" },
      { type: "text", name: "sku", max: 8 },
      { type: "email", name: "email" },
      { type: "number", name: "quantity" },
      { type: "number", name: "price" },
      { type: "number", name: "total" },
      { type: "json", name: "meta" },
      { type: "date", name: "due" },
      { type: "select", name: "status", values: ["draft", "placed", "paid"] },
      { type: "select", name: "tags", values: ["a", "b", "c"], maxSelect: 3 },
      { type: "text", name: "trace" },
    ],
  })))`,
};

type Options = Omit<ServerOptions, "cleanup" | "copy"> & { config?: string };

/** Most of a start is garbage: with Go's default, its collector takes a third of the time. */
const GARBAGE = { GOGC: "400" };

const withBundle = ({ config, hooks, env, ...options }: Options): ServerOptions => ({
  migrations: ORDERS,
  // A busy machine takes its time.
  timeout: 45_000,
  // Tests that change files restart the server themselves, because PocketBase's own restart would
  // race with it.
  args: ["--hooksWatch=false"],
  ...options,
  env: { ...GARBAGE, ...env },
  copy: [BUNDLE],
  hooks: { ...(config === undefined ? {} : { "pocketbundle.config.js": config }), ...hooks },
});

/**
 * Starts a server for one test. Do not use it in a concurrent test: vitest would end the server
 * with another test.
 */
export const serve = (options: Options): Promise<Server> =>
  startPatient({ ...withBundle(options), cleanup: onTestFinished });

/** Starts a server for all tests of a file. */
export const serveAll = (options: Options): Promise<Server> =>
  startPatient({ ...withBundle(options), cleanup: afterAll });

/** A busy machine takes longer than the kit's ten seconds to log a line, too. */
async function startPatient(options: ServerOptions): Promise<Server> {
  const server = await startServer(options);
  const { waitForLog } = server;
  return Object.assign(server, {
    waitForLog: (pattern: RegExp, timeout = options.timeout) => waitForLog(pattern, timeout),
  });
}

/** Runs a server that is expected to refuse its config. */
export const refuse = (config: string, options: Options = {}) =>
  runServer(withBundle({ ...options, config }));

/** Returns the status and data of an SDK call that must fail. */
export async function failure(call: Promise<unknown>) {
  const error = await call.then(
    () => {
      throw new Error("expected the call to fail");
    },
    (error) => error,
  );
  return { status: error.status, message: error.response?.message, data: error.response?.data };
}
