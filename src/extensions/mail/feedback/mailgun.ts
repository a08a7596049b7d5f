import type { Reason } from "../suppressions.ts";
import { type FeedbackSource, list, object, parseObject, text, type Values } from "./feedback.ts";

/** Seconds. Mailgun retries for eight hours, and signs the time and a token but not the event. */
const TOLERANCE = 86_400;

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks */
export const mailgun: FeedbackSource = {
  refusal(secret, { body }) {
    const { timestamp, token, signature } = object(parseObject(body).signature);
    const time = typeof timestamp === "number" ? String(timestamp) : text(timestamp);
    const expected = $security.hs256(time + text(token), secret);
    if (!$security.equal(text(signature), expected)) return "The signature does not match.";
    const isRecent = Math.abs(Date.now() / 1000 - Number(time)) <= TOLERANCE;
    return isRecent ? undefined : "The event was signed too long ago.";
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

function reasonOf({ event, severity }: Values): Reason | undefined {
  if (event === "failed") return severity === "permanent" ? "bounced" : undefined;
  return event === "complained" || event === "unsubscribed" ? event : undefined;
}
