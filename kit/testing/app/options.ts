import type { Files } from "../folder.ts";
import type { Keys } from "../known-keys.ts";
import type { Time } from "../mock/go/clock.ts";
import type { Values } from "../mock/go/values.ts";
import type { HttpHandler } from "../mock/goja/globals-http.ts";

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

export const OPTIONS: Keys<TestAppOptions> = {
  hooksDir: true,
  files: true,
  config: true,
  copy: true,
  migrationsDir: true,
  migrations: true,
  collections: true,
  records: true,
  env: true,
  pool: true,
  now: true,
  http: true,
};
