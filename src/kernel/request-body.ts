// Reads the body of a request to a route within its limit.
import type { RequestEvent } from "../contract/pocketbase.ts";
import { isApiError, isGoError } from "../pocketbase/errors.ts";

/** PocketBase's own limit (apis.DefaultMaxBodySize), in bytes. */
const DEFAULT_LIMIT = 33_554_432;
/** Go's server reads at most so many bytes of a body that a handler has left unread. */
const DRAINED = 262_144;

/** PocketBase's types allow an event without a request, but a route always has one. */
export const requestOf = (e: RequestEvent) => e.request as NonNullable<RequestEvent["request"]>;

/**
 * Runs a middleware of PocketBase in the handler, where it has no next one. PocketBase would run it
 * before the handler, and its refusal would leave the connection open.
 */
export const runMiddleware = (middleware: unknown, e: RequestEvent): void =>
  (middleware as { func(e: RequestEvent): void }).func(e);

/** The body of one request. */
export class RequestBody {
  /** Whether the client has ended the connection within the body, so that nobody reads the answer. */
  isCut = false;
  #text: string | undefined;

  /** Throws a 413 when the body says that it is larger than `limit` bytes. */
  constructor(
    private readonly e: RequestEvent,
    private readonly limit: number = DEFAULT_LIMIT,
  ) {
    const length = requestOf(e).contentLength;
    if (length === 0) return;
    // PocketBase's router hides from Go's server that a body was not read to its end. The server
    // would keep the connection, and take the rest of the body for the client's next request.
    if (length < 0 || length >= DRAINED) e.response.header().set("Connection", "close");
    if (length > limit) throw tooLarge();
    // Only a body without a length can be larger than it says.
    if (length < 0) runMiddleware($apis.bodyLimit(limit), e);
  }

  /** Returns the whole body. Throws a 413, or a 400 for a body that does not arrive whole. */
  text(): string {
    this.#text ??= this.#whole();
    return this.#text;
  }

  /** Runs a function that reads the body. Its errors become answers. */
  read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.fault(error);
    }
  }

  /** Whether the request has a body, or may have one. */
  exists(): boolean {
    return requestOf(this.e).contentLength !== 0;
  }

  /** Returns the answer to an error of reading the body. */
  fault(error: unknown): unknown {
    if (isApiError(isGoError(error) ? error.value : error)) return error;
    this.isCut = /unexpected EOF|connection reset|i\/o timeout/.test(String(error));
    return unreadable();
  }

  #whole(): string {
    const request = requestOf(this.e);
    if (request.contentLength === 0) return "";
    const text = this.read(() => toString(request.body, this.limit + 1));
    // PocketBase's limit does not count what comes together with the end.
    if (request.contentLength < 0 && toBytes(text).length > this.limit) throw tooLarge();
    // Nothing is left that could be taken for a request.
    this.e.response.header().del("Connection");
    return text;
  }
}

const tooLarge = () => new ApiError(413, "Request entity too large.");
export const unreadable = () =>
  new BadRequestError("The request body cannot be read: a JSON object or a form is expected.");
