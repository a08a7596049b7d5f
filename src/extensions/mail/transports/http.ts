// The part that all services with an HTTP API have in common.
import { parseBounded } from "../../../lib/bounded-json.ts";
import { isGoError } from "../../../pocketbase/errors.ts";
import { redact } from "./redact.ts";
import {
  type OutgoingMail,
  PermanentFailure,
  TemporaryFailure,
  type Transport,
} from "./transport.ts";

export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  body: string | FormData;
}

/** The parts that differ between the services. */
export interface Service {
  name: string;
  /** These texts must never be seen in an error. */
  secrets: string[];
  requestOf(mail: OutgoingMail): HttpRequest;
  /** Matches the error type or body of a 4xx answer that is temporary. */
  passing?: RegExp;
}

interface Answer {
  status: number;
  body: string;
  header(name: string): string;
}

/** The seconds that a POST may take; less than the lease of a job. */
const TIMEOUT = 30;
/**
 * A day, in seconds. When a service asks for a longer wait, the mail is tried again after a day.
 */
const MAX_RETRY_AFTER = 86_400;

export const httpTransport =
  (service: Service): Transport =>
  (_app, mail) => {
    const answer = send(service, service.requestOf(mail));
    if (answer.status < 200 || answer.status > 299) throw failureOf(service, answer);
    // A redirect to a page, or the page of a proxy, does not mean that the mail was accepted.
    // Sending it again could make a second mail.
    if (!isAccepted(answer.body))
      throw new PermanentFailure(
        `${service.name} answered ${answer.status}, but not with the id of a mail: ${wordsOf(service, answer)}`,
      );
  };

function send(service: Service, request: HttpRequest): Answer {
  try {
    const { statusCode, headers, body } = $http.send({
      ...request,
      method: "POST",
      timeout: TIMEOUT,
    });
    return {
      status: statusCode,
      body: toString(body),
      header: (name) => headers[name]?.[0] ?? "",
    };
  } catch (error) {
    if (!isGoError(error)) throw error;
    // Go's text begins with the method and the address, which may contain a password.
    const words = error.message.replace(/^(GoError: )?(\w+ "[^"]*": )?/, "");
    throw new TemporaryFailure(
      `The request to ${service.name} failed: ${redact(words, service.secrets)}`,
    );
  }
}

/**
 * A 4xx is the request's fault and permanent (RFC 9110, 15.5), except for a timeout, a limit and
 * the errors that the service names.
 */
function failureOf(service: Service, answer: Answer): Error {
  const { status } = answer;
  const message = `${service.name} answered ${status}: ${wordsOf(service, answer)}`;
  const passes =
    status < 400 ||
    status >= 500 ||
    status === 408 ||
    status === 429 ||
    service.passing?.test(errorType(answer) + answer.body);
  return passes
    ? new TemporaryFailure(message, retryAfter(answer.header("Retry-After")))
    : new PermanentFailure(message);
}

/** Returns the service's own message, and the type of the error where the service gives it. */
function wordsOf({ secrets }: Service, answer: Answer): string {
  const { message, Message, name, ErrorCode } = parsed(answer.body);
  const type = name ?? ErrorCode ?? errorType(answer);
  const words = message ?? Message ?? answer.body;
  return redact(type ? `${words} (${type})` : `${words}`, secrets) || "no reason given";
}

const errorType = ({ header }: Answer) => header("X-Amzn-Errortype").replace(/:.*/, "");

/** The names under which the services give a mail's id. */
function isAccepted(body: string): boolean {
  const { id, MessageID, MessageId } = parsed(body);
  return typeof (id ?? MessageID ?? MessageId) === "string";
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value = parseBounded(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Returns seconds, from seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string): number | undefined {
  const seconds = /^\d+$/.test(header)
    ? Number(header)
    : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER);
}
