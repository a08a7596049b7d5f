// The public types of the server's options. Types only, part of pocketbundle.d.ts.

/** What the config says about PocketBase's HTTP server. */
export interface ServerOptions {
  /**
   * Whether a connection takes further requests after an answer. PocketBase may take the rest of a
   * body that it has not read for the next request of the connection, and behind a proxy that
   * request can be another client's. `false`: every answer ends its connection. `true`:
   * connections go on. `"auto"`: `false` if PocketBase's settings name trusted proxy headers, and
   * `true` if not. Default `"auto"`.
   */
  keepAlive?: boolean | "auto";
}
