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
  /^(invalid character |unexpected EOF$|EOF$|multipart: |mime: |invalid URL escape |invalid semicolon |malformed chunked |invalid byte in chunk |http: (no such file$|chunk|multipart|invalid |unexpected EOF)|request Content-Type isn't multipart|no multipart boundary |XML syntax error |unknown type map\[|json: cannot unmarshal |read tcp )/;

/** Returns the error that the client is answered, or the same error when it is not the client's. */
export function clientFault(
  error: unknown,
  body: RequestBody,
  ctx: { readonly input: object } | undefined,
): unknown {
  if (error instanceof BadValue) return ctx ? refusedValue(error, ctx.input) : error;
  return isGoError(error) && BODY_FAULT.test(error.message) ? body.fault(error) : error;
}
