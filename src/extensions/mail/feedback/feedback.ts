// A service's report about a mail that it has sent.
import { parseBounded } from "../../../lib/bounded-json.ts";
import { isObject } from "../../../lib/object.ts";
import type { Reason } from "../suppressions.ts";

export interface Feedback {
  address: string;
  reason: Reason;
  /** The category of the mail, where the service gives it. */
  category?: string;
  detail: string;
}

/** A parsed body whose fields have not been checked. */
export type Values = Record<string, unknown>;

/** Reads the reports of one service. */
export interface FeedbackSource {
  /** Says why the request does not come from the service; `undefined` when it does. */
  refusal(secret: string, request: SignedBody): string | undefined;
  /**
   * Returns the text of a genuine request that may be used once, where the signature does not cover
   * the event; `undefined` when the parsed body is not what was signed.
   */
  once?(secret: string, event: Values): string | undefined;
  /**
   * Returns permanent bounces, complaints and unsubscriptions, and nothing for temporary failures.
   */
  read(event: Values): Feedback[];
  /** Confirms the subscription, where the service asks for that before it reports anything. */
  confirm?(event: Values): void;
}

interface SignedBody {
  /** Returns `""` when there is no such header. */
  header(name: string): string;
  body: string;
}

/** Returns the body as an object; throws a 400 for anything else. */
export function parseObject(body: string): Values {
  try {
    const value = parseBounded(body);
    if (isObject(value)) return value;
  } catch {
    // Invalid JSON is answered below, like JSON that is not an object.
  }
  throw new BadRequestError("The body is not a JSON object.");
}

// The readers below take data of another party: a value of a wrong type is read as empty.
export const object = (value: unknown): Values => (isObject(value) ? value : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
