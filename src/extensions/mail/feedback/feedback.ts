// What a service tells of a mail that it has sent.
import type { Reason } from "../suppressions.ts";

export interface Feedback {
  address: string;
  reason: Reason;
  /** The category of the mail, where the service says it. */
  category?: string;
  detail: string;
}

/** A body, parsed: nothing is known of it. */
export type Values = Record<string, unknown>;

/** How one service reports. */
export interface FeedbackSource {
  /** Why the request is not the service's; `undefined` for one that is. */
  refusal(secret: string, request: SignedBody): string | undefined;
  /** Bounces for good, complaints and unsubscriptions; nothing for what passes. */
  read(event: Values): Feedback[];
  /** Does what the service asks for before it reports anything. */
  confirm?(event: Values): void;
}

export interface SignedBody {
  /** `""` when there is none. */
  header(name: string): string;
  body: string;
}

/** The body as an object; 400 for anything else. */
export function parse(body: string): Values {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    // Answered below, as JSON that is no object.
  }
  throw new BadRequestError("The body is not a JSON object.");
}

// Readers that take what somebody else has sent: a wrong type is an empty value.
const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const object = (value: unknown): Values => (isObject(value) ? value : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
