import { verify } from "../../../lib/signatures/scheme.ts";
import { standard } from "../../../lib/signatures/standard.ts";
import { type Feedback, type FeedbackSource, object, text } from "./feedback.ts";

const REASONS = { "email.bounced": "bounced", "email.complained": "complained" } as const;

/** https://resend.com/docs/webhooks/event-types are signed as Standard Webhooks. */
export const resend: FeedbackSource = {
  refusal: (secret, request) => verify(standard, request, { secrets: [secret] }),
  read(event): Feedback[] {
    const type = text(event.type);
    if (!isKnown(type)) return [];
    const data = object(event.data);
    const bounce = object(data.bounce);
    if (type === "email.bounced" && bounce.type !== "Permanent") return [];
    const to = [data.to].flat();
    // The event is about the mail: when there are several recipients, it does not say which of them
    // bounced.
    if (to.length > 1) return [];
    const category = text(object(data.tags).category);
    const detail = [text(bounce.subType), text(bounce.message)].filter(Boolean).join(": ");
    return [{ address: text(to[0]), reason: REASONS[type], category, detail }];
  },
};

const isKnown = (type: string): type is keyof typeof REASONS => Object.hasOwn(REASONS, type);
