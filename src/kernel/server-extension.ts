// Ends connections after each answer. PocketBase's router puts a wrapper in the place of the
// request's body, and Go's server (net/http) cannot see in it that 256 KB or more were not read. It
// keeps such a connection, and takes the rest of the body for the next request. Only the routes of
// the config can do something about it themselves (request-body.ts).
import type { App } from "../contract/pocketbase.ts";
import type { ServerOptions } from "../contract/server.ts";
import { warn } from "../pocketbase/log.ts";
import type { InnerExtension } from "./extensions.ts";

/** Go's `http.Server`. */
interface HttpServer {
  setKeepAlivesEnabled(isEnabled: boolean): void;
}

const name = "pocketbundle-server";
/** For the VM that handles a change of the settings. */
const STORED = "pocketbundle.connections";
const WARNING =
  "every answer ends its connection, because the settings name trusted proxy headers, and behind a proxy the rest of a body that PocketBase did not read could become the request of another client. To choose it yourself, set server.keepAlive in the config: to false, or to true if the proxy opens a connection for each request.";

export function serverExtension({ keepAlive = "auto" }: ServerOptions = {}): InnerExtension {
  if (keepAlive === "auto") return auto;
  if (keepAlive) return { name };
  return {
    name,
    label: ["server", "every answer ends its connection"],
    onListening: (_, server) => endConnections(server),
  };
}

/**
 * A request of the server to itself could prove the fault and not its absence: `$http.send` hides
 * the header `Connection`, and it may open a second connection for reasons of its own. So the
 * settings alone decide.
 */
const auto: InnerExtension = {
  name,
  warnings: (app) => (isBehindProxy(app.settings()) ? [WARNING] : []),
  onListening(app, server) {
    app.store().set(STORED, server as never);
    if (isBehindProxy(app.settings())) endConnections(server);
  },
  hooks: [
    {
      on: "settingsUpdateRequest",
      after({ app, oldSettings, newSettings }) {
        if (isBehindProxy(oldSettings) || !isBehindProxy(newSettings)) return;
        endConnections(app.store().get(STORED));
        warn(app, `Pocketbundle: from now on ${WARNING}`);
      },
    },
  ],
};

type Settings = ReturnType<App["settings"]> | undefined;

const isBehindProxy = (settings: Settings) => (settings?.trustedProxy.headers ?? []).length > 0;

const endConnections = (server: unknown) =>
  (server as HttpServer | undefined)?.setKeepAlivesEnabled(false);
