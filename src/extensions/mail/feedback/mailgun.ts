import { parseBounded } from "../../../lib/bounded-json.ts";
import type { Reason } from "../suppressions.ts";
import { type FeedbackSource, list, object, text, type Values } from "./feedback.ts";

/** Seconds. Mailgun retries for eight hours, and signs the time and a token but not the event. */
const TOLERANCE = 86_400;

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks */
export const mailgun: FeedbackSource = {
  refusal(secret, { body }) {
    const claim = claimsOf(body).find((one) => isSigned(secret, one));
    if (!claim) return "The signature does not match.";
    return isRecent(claim) ? undefined : "The event was signed too long ago.";
  },
  once(secret, body) {
    // The first claim in the text need not be this one.
    const claim = object(body.signature);
    return isSigned(secret, claim) && isRecent(claim) ? signedText(claim) : undefined;
  },
  read(body) {
    const event = object(body["event-data"]);
    const reason = reasonOf(event);
    if (reason === undefined) return [];
    const { description, message } = object(event["delivery-status"]);
    return [
      {
        address: text(event.recipient),
        reason,
        category: text(list(event.tags)[0]),
        detail: text(description) || text(message) || text(event.reason),
      },
    ];
  },
};

/** The number of places that are looked at: a user's own values may be called `signature` too. */
const MAX_CLAIMS = 5;
/** Characters. Mailgun's own signatures have about 200. */
const MAX_CLAIM = 1000;

/** Finds the signature in the text of the body, which is not parsed before it is verified. */
const claimsOf = (body: string): Values[] =>
  (body.match(/"signature"\s*:\s*\{[^{}[\]]*\}/g) ?? [])
    .slice(0, MAX_CLAIMS)
    .filter(({ length }) => length <= MAX_CLAIM)
    .map((found) => {
      try {
        return object(parseBounded(found.slice(found.indexOf("{"))));
      } catch {
        return {};
      }
    });

const timeOf = ({ timestamp }: Values) =>
  typeof timestamp === "number" ? String(timestamp) : text(timestamp);
const isRecent = (claim: Values) =>
  Math.abs(Date.now() / 1000 - Number(timeOf(claim))) <= TOLERANCE;
const signedText = (claim: Values) => timeOf(claim) + text(claim.token);
const isSigned = (secret: string, claim: Values) =>
  $security.equal(text(claim.signature), $security.hs256(signedText(claim), secret));

function reasonOf({ event, severity }: Values): Reason | undefined {
  if (event === "failed") return severity === "permanent" ? "bounced" : undefined;
  return event === "complained" || event === "unsubscribed" ? event : undefined;
}
