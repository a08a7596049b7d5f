import type { FeedbackSource } from "./feedback.ts";

/**
 * Compares `secret`, the `user:password` in the webhook's address, with the request's header (RFC
 * 7617).
 */
export const basicAuth: FeedbackSource["refusal"] = (secret, { header }) => {
  const [, given = ""] = header("Authorization").match(/^basic +(\S+)$/i) ?? [];
  const expected = Buffer.from(secret).toString("base64");
  return $security.equal(given, expected) ? undefined : "The user or the password is wrong.";
};
