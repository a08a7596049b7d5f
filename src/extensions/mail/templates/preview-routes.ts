import type { App } from "../../../contract/pocketbase.ts";
import type { Route } from "../../../contract/route.ts";
import type { MailOptions } from "../options.ts";

/** Returns the headers that a message would be sent with. */
export type HeadersOf = (message: string, app: App) => Record<string, string>;

const PATH = "/api/bundle/mail/preview";

/**
 * Shows superusers what messages look like. The page itself shows nothing: it asks the other two
 * routes with the login of the dashboard, which a browser keeps for this origin. No URL carries a
 * token.
 */
export function previewRoutes(options: MailOptions, headersOf: HeadersOf): Route[] {
  // The preview is evaluated only by the VM that answers.
  const preview = () => lazy(import("./preview.ts"));
  return [
    {
      method: "GET",
      path: PATH,
      auth: "superusers",
      handler: () => preview().listMessages(options),
    },
    {
      method: "GET",
      path: `${PATH}/{message}`,
      auth: "superusers",
      handler: (ctx) => preview().previewMessage(options, headersOf, ctx),
    },
    {
      method: "GET",
      path: "/api/bundle/mail/preview-page",
      auth: "public",
      handler: (ctx) => preview().answerPage(ctx),
    },
  ];
}
