import type { App } from "../../../contract/pocketbase.ts";
import type { Route, RouteContext } from "../../../contract/route.ts";
import { asciiDomain } from "../../../lib/address.ts";
import type { MailOptions, Provider } from "../options.ts";
import { type Suppression, suppress } from "../suppressions.ts";
import { type Feedback, type FeedbackSource, parseObject } from "./feedback.ts";

/** The largest body in bytes; the services' own bodies have a few thousand. */
const MAX_BODY = 1_000_000;
/** RFC 5321, 4.5.3.1, allows 64 octets before the @ and 255 after it. */
const MAX_ADDRESS = 320;

/** Whether the service's signatures do not cover the event, so that each may be used only once. */
export const usesTokens = (transport: MailOptions["transport"]): boolean =>
  typeof transport === "object" &&
  transport.provider === "mailgun" &&
  transport.webhookSecret !== undefined;

/** Makes `POST /api/bundle/mail/feedback/<provider>` when the transport has a secret for it. */
export function feedbackRoutes(transport: MailOptions["transport"] = "smtp"): Route[] {
  if (transport === "smtp" || transport.webhookSecret === undefined) return [];
  const { provider, webhookSecret } = transport;
  return [
    {
      method: "POST",
      path: `/api/bundle/mail/feedback/${provider}`,
      auth: "public",
      bodyLimit: MAX_BODY,
      handler: (ctx) => receive(sourceOf(provider), webhookSecret, ctx),
    },
  ];
}

function receive(source: FeedbackSource, secret: string, ctx: RouteContext) {
  const body = ctx.request.text();
  const refusal = source.refusal(secret, { header: ctx.request.header, body });
  if (refusal !== undefined) throw unauthorized(ctx, refusal);
  const event = parseObject(body);
  source.confirm?.(event);
  const found = source.read(event).map(suppressionOf);
  const token = source.once?.(secret, event);
  if (source.once && token === undefined) throw unauthorized(ctx, "The signature does not match.");
  if (found.length > 0 || token !== undefined)
    ctx.transaction(({ app }) => {
      if (token !== undefined) refuseUsed(app, token);
      for (const suppression of found) suppress(app, suppression);
    });
  // Postmark accepts only a 200 as an answer.
  return { suppressed: found.length };
}

/** After a 406 Mailgun does not send the event again. */
function refuseUsed(app: App, token: string) {
  const { useToken } = lazy(import("../tokens.ts"));
  if (!useToken(app, token))
    throw new ApiError(406, "The token of this signature was used before.");
}

/** SNS sends the password only after the server has asked for it. */
function unauthorized(ctx: RouteContext, refusal: string) {
  ctx.event.response.header().set("WWW-Authenticate", 'Basic realm="feedback"');
  return new UnauthorizedError(refusal);
}

/** Bounces and complaints are about the address, so they hold for all categories. */
function suppressionOf({ address, reason, category = "", detail }: Feedback): Suppression {
  return {
    address: bareAddress(address),
    category: reason === "unsubscribed" ? category : "",
    reason,
    detail,
  };
}

/** Takes any address that a mail may have gone to: PocketBase's own mails go to odd ones too. */
function bareAddress(text: string): string {
  const [, address = text] = text.match(/<([^<>]*)>\s*$/) ?? [];
  const bare = asciiDomain(address.trim());
  if (bare.length <= MAX_ADDRESS && /^[^\s@<>",]+@[^\s@<>",]+$/.test(bare)) return bare;
  throw new BadRequestError("The event does not say whose address it is about.");
}

/** The readers are required here because few VMs get events. */
const sourceOf = (provider: Provider["provider"]): FeedbackSource =>
  lazy(import("./sources.ts")).SOURCES[provider];
