// Tells errors of a handler that the client has caused from faults of the server.
import { BadValue, isGoError } from "../pocketbase/errors.ts";
import { refusedValue } from "./refused-value.ts";
import type { RequestBody } from "./request-body.ts";

/**
 * Go's errors for a body that cannot be read or is of another kind. A handler gets them from
 * PocketBase's own functions, such as `ctx.event.requestInfo()`. Errors of other sources begin with
 * what was done, as in `Post "https://…": EOF`.
 */
const BODY_FAULT =
  /^(EOF$|unexpected EOF$|read tcp |json: cannot unmarshal |XML syntax error |unknown type map\[|multipart: |mime: |no multipart boundary |request Content-Type isn't multipart|malformed (chunked|MIME) |empty hex number |header line too long|chunked |http chunk |http: (no such file$|multipart|invalid |suspiciously )|invalid (character|URL escape|semicolon|byte in chunk|CR in chunk))/;

/** These may come from another text that the handler reads, when the request has no body. */
const OF_ANY_TEXT = /EOF$|^json: |^XML |^invalid character/;

/** Returns the error that the client is answered, or the same error when it is not the client's. */
export function clientFault(
  error: unknown,
  body: RequestBody,
  ctx: { readonly input: object } | undefined,
): unknown {
  if (error instanceof BadValue) return ctx ? refusedValue(error, ctx.input) : error;
  if (!isGoError(error) || !BODY_FAULT.test(error.message)) return error;
  return OF_ANY_TEXT.test(error.message) && !body.exists() ? error : body.fault(error);
}
