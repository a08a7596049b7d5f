import { Router } from "../api/router.ts";
import { Clock } from "../go/clock.ts";
import { Cron } from "../go/cron.ts";
import { Failures } from "../go/failures.ts";
import { Store } from "../go/store.ts";
import { Database } from "../sql/database.ts";
import { Hook, type HookEvent } from "./hooks.ts";
import type { LogRow } from "./logger.ts";
import { Mailbox } from "./mailer.ts";
import { Settings } from "./settings.ts";

/** The state that the app shares with its transactions. */
export class Core {
  readonly clock: Clock;
  readonly failures: Failures;
  readonly database: Database;
  readonly settings = new Settings();
  readonly store = new Store();
  readonly mailbox = new Mailbox();
  readonly router = new Router();
  readonly cron = new Cron();
  readonly logs: LogRow[] = [];
  readonly #hooks = new Map<string, Hook<never>>();

  /** @param other an app with the same database, and with hooks of its own */
  constructor(other?: Core) {
    const clock = other?.clock ?? new Clock();
    this.clock = clock;
    this.failures = other?.failures ?? new Failures();
    this.database = other?.database ?? new Database(() => clock.now());
    this.mailbox.bind(this);
  }

  /** Finds a hook by its name in JavaScript, such as `onRecordCreate`. */
  hook<E extends HookEvent>(name: string): Hook<E> {
    const known = this.#hooks.get(name) as unknown as Hook<E> | undefined;
    if (known) return known;
    const hook = new Hook<E>();
    this.#hooks.set(name, hook as unknown as Hook<never>);
    return hook;
  }
}
