// Finds out whether a request is genuine, and which event it carries.

import type { RouteContext } from "../../contract/route.ts";
import { refuseAsync } from "../../lib/async.ts";
import { verify } from "../../lib/signatures/index.ts";
import { isApiError } from "../../pocketbase/errors.ts";
import { parseBody } from "./body.ts";
import type { EventIdentity, Source } from "./options.ts";
import { schemeOf, senderOf } from "./senders.ts";

/** An event that is genuine. */
export interface Verified extends EventIdentity {
  /** The event as JSON. */
  payload: string;
  test: boolean;
}

export function verifySigned(name: string, source: Source, ctx: RouteContext): Verified {
  const header = onlyHeader(ctx);
  const body = ctx.request.text();
  const { secret = [], tolerance } = source;
  // The loader has refused a list with a gap.
  const secrets = typeof secret === "string" ? [secret] : (secret as string[]);
  const refusal = verify(schemeOf(name, source), { header, body }, { secrets, tolerance });
  if (refusal) throw new BadRequestError(refusal);
  const { value, json } = parseBody(name, source, header("Content-Type"), body);
  const known = senderOf(name, source).identify(value, { header, body });
  const own = source.identify && refuseAsync(source.identify(value, ctx.request));
  const { id, type, at } = own ? { ...known, ...own } : known;
  return { id, type, at, test: known.test === true, payload: json };
}

/** A repeated header is refused: it has two meanings, and two readers may choose different ones. */
const onlyHeader =
  ({ event }: RouteContext) =>
  (name: string): string => {
    const values: string[] | null = event.request?.header.values(name) ?? null;
    if (values && values.length > 1) {
      throw new BadRequestError(`The ${name} header occurs more than once.`);
    }
    return values?.[0] ?? "";
  };

export function verifyByHand({ verify }: Source, ctx: RouteContext): Verified {
  const event = called(ctx, () => verify?.(ctx.request, ctx));
  return { ...event, test: false, payload: JSON.stringify(event.payload ?? null) ?? "null" };
}

/**
 * An error of a verification is answered as a fault of the request and logged, so that the sender
 * gets no 500.
 */
function called<T>(ctx: RouteContext, run: () => T | undefined): T {
  let reason = "it returned nothing";
  try {
    const result = refuseAsync(run());
    if (result) return result;
  } catch (error) {
    if (isApiError(error)) throw error;
    reason = String(error);
  }
  ctx.log.warn(`${ctx.request.path}: verify refused a request: ${reason}`);
  throw new BadRequestError("The request could not be verified.");
}
