import { Cron } from "./cron.ts";
import { Database } from "./database.ts";
import { Failures } from "./failures.ts";
import { Hook, type HookEvent } from "./hooks.ts";
import type { LogRow } from "./logger.ts";
import { Mailbox } from "./mailer.ts";
import { Router } from "./router.ts";
import { Settings } from "./settings.ts";
import { Store } from "./store.ts";

/** What the app and its transactions share. */
export class Core {
  readonly database = new Database();
  readonly failures = new Failures();
  readonly settings = new Settings();
  readonly store = new Store();
  readonly mailbox = new Mailbox();
  readonly router = new Router();
  readonly cron = new Cron();
  readonly logs: LogRow[] = [];
  readonly #hooks = new Map<string, Hook<never>>();

  /** By JavaScript's name: `onRecordCreate`. */
  hook<E extends HookEvent>(name: string): Hook<E> {
    const known = this.#hooks.get(name) as unknown as Hook<E> | undefined;
    if (known) return known;
    const hook = new Hook<E>();
    this.#hooks.set(name, hook as unknown as Hook<never>);
    return hook;
  }
}
