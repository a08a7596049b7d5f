// Finds out whether a request is genuine, and which event it carries.

import type { RouteContext } from "../../contract/route.ts";
import { refuseAsync } from "../../lib/async.ts";
import { isDeep } from "../../lib/bounded-json.ts";
import { jsonText } from "../../lib/json-text.ts";
import { verify } from "../../lib/signatures/index.ts";
import { isApiError } from "../../pocketbase/errors.ts";
import { parseBody } from "./body.ts";
import { idBy } from "./identity.ts";
import type { EventIdentity, Source } from "./options.ts";
import { schemeOf, senderOf } from "./senders.ts";

/** An event that is genuine. */
export interface Verified extends Omit<EventIdentity, "id"> {
  id: unknown;
  /** The event as JSON. */
  payload: string;
  /** The body as it was received, where `payload` differs from it. */
  body: string;
  test: boolean;
}

export function verifySigned(name: string, source: Source, ctx: RouteContext): Verified {
  const header = onlyHeader(ctx);
  const body = ctx.request.text();
  const request = { header, body };
  const { secret = [], tolerance, identity } = source;
  // The loader has refused a list with a gap.
  const secrets = typeof secret === "string" ? [secret] : (secret as string[]);
  const refusal = verify(schemeOf(name, source), request, { secrets, tolerance });
  if (refusal) throw new BadRequestError(refusal);
  const { value, json } = parseBody(name, source, header("Content-Type"), body);
  const known = senderOf(name, source).identify(value, request);
  const own = source.identify && refuseAsync(source.identify(value, ctx.request));
  if (own) notice(ctx, name, "identify", own, ["id", "type", "at"]);
  return {
    id: own?.id ?? (identity ? idBy(identity, value, request) : known.id),
    type: own?.type ?? known.type,
    at: own?.at ?? known.at,
    test: known.test === true,
    payload: json,
    body: json === body ? "" : body,
  };
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

/** What `verify` returns names a thing, so only `event` and `identity` make a delivery a repeat. */
export function verifyByHand(name: string, source: Source, ctx: RouteContext): Verified {
  const result = called(() => source.verify?.(ctx.request, ctx));
  notice(ctx, name, "verify", result, ["event", "type", "at", "payload"]);
  const { event, type, at, payload } = result;
  // `payload` may be left out.
  const json = called(() => jsonText("Its payload", payload === undefined ? null : payload));
  // The job could not parse it.
  if (isDeep(json)) throw new BadRequestError("The event is nested too deeply.");
  const text = ctx.request.text();
  const request = { header: onlyHeader(ctx), body: text };
  return {
    id: event ?? idBy(source.identity ?? "none", payload, request),
    type,
    at,
    test: false,
    payload: json,
    // Joined with another text, bytes that are not UTF-8 become what JavaScript sees.
    body: `${text} `.slice(0, -1),
  };
}

function notice(
  ctx: RouteContext,
  source: string,
  from: "verify" | "identify",
  result: object,
  known: string[],
): void {
  const words = Object.keys(result).filter((word) => !known.includes(word));
  if (words.length === 0) return;
  lazy(import("./ineffective.ts")).warnOfIneffective(ctx, source, from, words, known);
}

/** Says why a verification by hand has failed. The log gets the reason, and the sender a 400. */
export class Unverifiable extends Error {}

/** An error of a verification is a fault of the request, so that the sender gets no 500. */
function called<T>(run: () => T | undefined): T {
  let reason = "it returned nothing";
  try {
    const result = refuseAsync(run());
    if (result) return result;
  } catch (error) {
    if (isApiError(error)) throw error;
    reason = String(error);
  }
  throw new Unverifiable(reason);
}
