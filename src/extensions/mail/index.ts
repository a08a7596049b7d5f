import type { Context } from "../../contract/context.ts";
import type { InnerExtension } from "../../kernel/extensions.ts";
import { isTransactional } from "./category.ts";
import { feedbackRoutes, usesTokens } from "./feedback/index.ts";
import type { MailOptions } from "./options.ts";
import { MAILS, SEND } from "./outbox.ts";
import { makeSecret } from "./secrets.ts";
import { systemHooks } from "./system.ts";
import { previewRoutes } from "./templates/preview-routes.ts";
import { unsubscribeRoutes } from "./unsubscribe.ts";

const storage = () => lazy(import("./storage.ts"));
const asking = () => lazy(import("./messages.ts"));
const editing = () => lazy(import("./edit.ts"));
const delivery = () => lazy(import("./deliver.ts"));

/**
 * Sends email through an outbox: a mail is written in the transaction of the change that it is
 * about, and a job sends it.
 */
export function mail(options: MailOptions): InnerExtension {
  const messages = Object.entries(options.messages ?? {});
  const hasLists = messages.some(([, { category }]) => category && !isTransactional(category));
  return {
    name: "mail",
    label: ["mail", messages.length, "message"],
    get migrations() {
      return storage().MIGRATIONS;
    },
    get collections() {
      return storage().collectionsFor(hasLists, usesTokens(options.transport));
    },
    hooks: [
      {
        on: "recordUpdateExecute",
        collections: [MAILS],
        before: ({ record }, ctx) => record && editing().keepInStep(record, ctx),
      },
      ...(options.system ? systemHooks() : []),
    ],
    changes: messages.flatMap(([name, message]) =>
      message.on
        ? [
            {
              on: message.on,
              handler: (change, ctx) => asking().mailForChange(options, name, message, change, ctx),
            },
          ]
        : [],
    ),
    jobs: {
      [SEND]: {
        // Twelve attempts take more than six hours with the waits between them.
        ...(options.retryFor ? { retryFor: options.retryFor } : { attempts: 12 }),
        // A timeout is needed because PocketBase's mailer waits for a server without a limit.
        timeout: options.timeout ?? 60,
        handler: (payload, ctx) => delivery().deliver(options, payload, ctx),
        onDead: (payload, error, ctx) => delivery().onDead(payload, error, ctx),
      },
    },
    replays: { [MAILS]: SEND },
    routes: [
      ...previewRoutes(options, (name, app) =>
        lazy(import("./compose.ts")).previewHeaders(options, name, app),
      ),
      ...feedbackRoutes(options.transport),
      ...(hasLists ? unsubscribeRoutes() : []),
    ],
    crons: [
      {
        name: "pocketbundle-mail",
        schedule: "17 * * * *",
        handler: ({ app }) => lazy(import("./purge.ts")).purgeMails(app, options),
      },
    ],
    mail: (ctx: Context) => ({
      send: (message, own = {}) => asking().mailMessage(options, message, own, ctx),
    }),
    warnings: (app) => {
      if (messages.length === 0 && !options.system) return [];
      return [lazy(import("./mailer.ts")).mailerProblem(app, options) ?? []].flat();
    },
    check: ({ app, refuse }) => {
      const { templateProblems } = lazy(import("./templates/problems.ts"));
      const { attachProblems } = lazy(import("./attach-fields.ts"));
      for (const { path, message, file } of [
        ...templateProblems(options),
        ...attachProblems(app, options),
      ])
        refuse(path, message, file);
      if (hasLists) makeSecret(app, "unsubscribe");
    },
  };
}
