import { basicAuth } from "./basic-auth.ts";
import {
  type Feedback,
  type FeedbackSource,
  list,
  object,
  parseObject,
  text,
  type Values,
} from "./feedback.ts";

/**
 * SNS' own hosts (https://docs.aws.amazon.com/general/latest/gr/sns.html). The slash at the end
 * keeps a longer host from matching.
 */
const SNS = /^https:\/\/sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;
/** Seconds. SNS waits 15 seconds for an answer. */
const TIMEOUT = 10;

/**
 * SNS sends https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html to an address with
 * user and password.
 */
export const ses: FeedbackSource = {
  refusal: basicAuth,
  /** Requests only addresses of SNS, because the address comes from the body. */
  confirm({ Type, SubscribeURL }) {
    if (Type !== "SubscriptionConfirmation") return;
    const url = text(SubscribeURL);
    if (!SNS.test(url)) throw new BadRequestError("SubscribeURL is not an address of SNS.");
    if (!isAnswered(url)) throw new ApiError(503, "The subscription could not be confirmed.");
  },
  read(envelope) {
    if (text(envelope.Type) !== "Notification") return [];
    const event = parseObject(text(envelope.Message));
    const type = event.notificationType ?? event.eventType;
    if (type === "Bounce") return bounces(event);
    return type === "Complaint" ? complaints(event) : [];
  },
};

function bounces(event: Values): Feedback[] {
  const { bounceType, bounceSubType, bouncedRecipients } = object(event.bounce);
  if (bounceType !== "Permanent") return [];
  return list(bouncedRecipients).map((recipient) => {
    const { emailAddress, diagnosticCode } = object(recipient);
    return {
      address: text(emailAddress),
      reason: "bounced",
      detail: text(diagnosticCode) || text(bounceSubType),
    };
  });
}

function complaints(event: Values): Feedback[] {
  const { complaintFeedbackType, complainedRecipients } = object(event.complaint);
  // The recipient has moved the mail out of the spam folder (RFC 6430).
  if (complaintFeedbackType === "not-spam") return [];
  return list(complainedRecipients).map((recipient) => ({
    address: text(object(recipient).emailAddress),
    reason: "complained",
    detail: text(complaintFeedbackType),
  }));
}

function isAnswered(url: string): boolean {
  try {
    return $http.send({ url, timeout: TIMEOUT }).statusCode === 200;
  } catch {
    return false;
  }
}
