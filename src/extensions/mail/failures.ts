// What the log and the console say about a mail that fails. The words are those of the outbox: they
// contain neither the mail's body nor a secret.
import type { App } from "../../contract/pocketbase.ts";
import { warn } from "../../pocketbase/log.ts";

/** The number of characters of an error that are said. */
const MAX_WORDS = 500;

export const sayFailed = (app: App, id: string, error: string, message = "") =>
  say(app, `${mailOf(id, message)} has failed`, error);

export const sayLate = (app: App, id: string, error: string, message: string) =>
  say(app, `${mailOf(id, message)} could not be sent yet, and is tried again`, error);

const mailOf = (id: string, message: string) => `the mail ${id}${message && ` ("${message}")`}`;

const say = (app: App, what: string, error: string) =>
  warn(
    app,
    `Pocketbundle: ${what}: ${error.replace(/\s+/g, " ").slice(0, MAX_WORDS)} (see bundle_mails)`,
  );
