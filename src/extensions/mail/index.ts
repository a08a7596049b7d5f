import { type Action, parseOn } from "../../changes/listen.ts";
import type { Change } from "../../changes/types.ts";
import type { Context, EventOf, Extension, HookOf } from "../../kernel/contract.ts";
import { changeOf } from "./change.ts";
import type { MailOptions, Message } from "./options.ts";
import { send } from "./send.ts";
import { previewRoutes } from "./templates/preview-routes.ts";

const EVENTS = {
  create: "recordAfterCreateSuccess",
  update: "recordAfterUpdateSuccess",
  delete: "recordAfterDeleteSuccess",
} as const satisfies Record<Action, string>;
type AfterEvent = (typeof EVENTS)[Action];

/** Email on changes: sent once the write is committed, so nothing is sent for what was never saved. */
export function mail(options: MailOptions): Extension {
  const messages = Object.entries(options.messages ?? {});
  return {
    name: "mail",
    routes: previewRoutes(options),
    hooks: messages.flatMap(([name, message]) =>
      parseOn(message.on ?? []).flatMap(({ collection, actions }) =>
        actions.map(
          (action): HookOf<AfterEvent> => ({
            on: EVENTS[action],
            collections: [collection],
            after: (e, ctx) =>
              sendFor(options, name, message, changeOf(action, collection, savedRecord(e)), ctx),
          }),
        ),
      ),
    ) as Extension["hooks"] & object,
    check: ({ refuse }) => {
      // Here and not above: only the loader checks.
      const { problemsOf } =
        require("./templates/start-up.ts") as typeof import("./templates/start-up.ts");
      for (const { path, message } of problemsOf(options)) refuse(path, message);
    },
  };
}

const savedRecord = (e: EventOf<AfterEvent>) => e.record as Parameters<typeof changeOf>[2];

function sendFor(
  options: MailOptions,
  name: string,
  message: Message,
  change: Change,
  ctx: Context,
) {
  if (message.when && !message.when(change, ctx)) return;
  const to = typeof message.to === "function" ? message.to(change, ctx) : message.to;
  const data = message.data?.(change, ctx) ?? { record: change.record, before: change.before };
  const locale =
    typeof message.locale === "function" ? message.locale(change, ctx) : message.locale;
  send(ctx.app, options, name, locale ?? "", [to ?? []].flat(), data);
}
