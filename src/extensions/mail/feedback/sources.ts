import type { Provider } from "../options.ts";
import type { FeedbackSource } from "./feedback.ts";
import { mailgun } from "./mailgun.ts";
import { postmark } from "./postmark.ts";
import { resend } from "./resend.ts";
import { ses } from "./ses.ts";

export const SOURCES: Record<Provider["provider"], FeedbackSource> = {
  resend,
  postmark,
  mailgun,
  ses,
};
