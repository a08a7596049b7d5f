import type { Reason } from "../suppressions.ts";
import { basicAuth } from "./basic-auth.ts";
import { type FeedbackSource, text } from "./feedback.ts";

/**
 * These types of https://postmarkapp.com/developer/api/bounce-api#bounce-types are permanent:
 * another mail would bounce too.
 */
const BOUNCES: Record<string, Reason> = {
  HardBounce: "bounced",
  BadEmailAddress: "bounced",
  SpamComplaint: "complained",
  Unsubscribe: "unsubscribed",
};

/**
 * https://postmarkapp.com/developer/webhooks/subscription-change-webhook calls a recipient who
 * unsubscribes suppressed "manually".
 */
const SUPPRESSIONS: Record<string, Reason> = {
  HardBounce: "bounced",
  SpamComplaint: "complained",
  ManualSuppression: "unsubscribed",
};

/**
 * https://postmarkapp.com/developer/webhooks/webhooks-overview says that basic authentication
 * protects these webhooks.
 */
export const postmark: FeedbackSource = {
  refusal: basicAuth,
  read(event) {
    const reason = reasonOf(event);
    if (reason === undefined) return [];
    const address = text(event.Email) || text(event.Recipient);
    const detail = text(event.Description) || text(event.SuppressionReason);
    return [{ address, reason, category: text(event.Tag), detail }];
  },
};

function reasonOf(event: Record<string, unknown>): Reason | undefined {
  const of = (reasons: Record<string, Reason>, type: string) =>
    Object.hasOwn(reasons, type) ? reasons[type] : undefined;
  switch (event.RecordType) {
    case "Bounce":
      return of(BOUNCES, text(event.Type));
    case "SpamComplaint":
      return "complained";
    case "SubscriptionChange":
      return event.SuppressSending === true
        ? of(SUPPRESSIONS, text(event.SuppressionReason))
        : undefined;
    default:
      return undefined;
  }
}
