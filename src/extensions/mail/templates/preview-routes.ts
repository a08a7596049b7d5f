import type { App } from "../../../contract/pocketbase.ts";
import type { Route } from "../../../contract/route.ts";
import type { MailOptions } from "../options.ts";

/** The headers that a message would go out with. */
export type HeadersOf = (message: string, app: App) => Record<string, string>;

const PATH = "/api/bundle/mail/preview";

/**
 * What messages look like, for superusers. The page shows nothing by itself: it asks the other two with the login of
 * the dashboard, which a browser keeps for this address. No address carries a token.
 */
export function previewRoutes(options: MailOptions, headersOf: HeadersOf): Route[] {
  // Evaluated by the VM that answers, and no other.
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
