import type { Reason } from "../suppressions.ts";
import { basicAuth } from "./basic-auth.ts";
import { type FeedbackSource, text } from "./feedback.ts";

/** Of https://postmarkapp.com/developer/api/bounce-api#bounce-types, those that another mail does not change. */
const BOUNCES: Record<string, Reason> = {
  HardBounce: "bounced",
  BadEmailAddress: "bounced",
  SpamComplaint: "complained",
  Unsubscribe: "unsubscribed",
};

/** Of https://postmarkapp.com/developer/webhooks/subscription-change-webhook; who unsubscribes is suppressed "manually". */
const SUPPRESSIONS: Record<string, Reason> = {
  HardBounce: "bounced",
  SpamComplaint: "complained",
  ManualSuppression: "unsubscribed",
};

/** https://postmarkapp.com/developer/webhooks/webhooks-overview, protected by basic authentication. */
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
