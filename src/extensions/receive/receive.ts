// A request verifies, stores and answers. It does nothing else, because the sender waits a few
// seconds at most.
import type { RouteContext } from "../../contract/route.ts";
import { now } from "../../lib/time.ts";
import { newId } from "../../pocketbase/ids.ts";
import { executePrepared } from "../../pocketbase/statement.ts";
import { handlerFor } from "./handlers.ts";
import { momentOf } from "./moment.ts";
import type { ReceiveOptions, Source } from "./options.ts";
import { Unverifiable, type Verified, verifyByHand, verifySigned } from "./verified.ts";

/** Answers 200 when the event is stored, now or before. */
export function receiveEvent(name: string, source: Source, ctx: RouteContext) {
  const event = genuine(name, source, ctx);
  if (!event) return undefined;
  if (isTooMany(name, source)) throw new TooManyRequestsError(TOO_MANY);
  const isNew = store(ctx, name, source, event);
  return isNew ? { received: true } : { received: true, repeated: true };
}

/**
 * Refused requests have a count of their own, so that strangers cannot lock the sender out. Above
 * its limit they are answered without a throw, because PocketBase logs every error.
 */
function genuine(name: string, source: Source, ctx: RouteContext): Verified | undefined {
  try {
    refuseStrangers(source, ctx);
    return source.verify ? verifyByHand(name, source, ctx) : verifySigned(name, source, ctx);
  } catch (error) {
    if (!isTooMany(`${name} refused`, source)) throw loggedRefusal(error, ctx);
    ctx.event.json(429, { data: {}, message: TOO_MANY, status: 429 });
    return undefined;
  }
}

const TOO_MANY = "Too many requests. Send this one again later.";

function loggedRefusal(error: unknown, { log, request }: RouteContext): unknown {
  if (!(error instanceof Unverifiable)) return error;
  log.warn(`${request.path}: verify refused a request: ${error.message}`);
  return new BadRequestError("The request could not be verified.");
}

function refuseStrangers({ addresses }: Source, ctx: RouteContext) {
  if (addresses && !lazy(import("./addresses.ts")).isAmong(ctx.request.ip, addresses)) {
    throw new ForbiddenError("This address may not send to this webhook.");
  }
}

const isTooMany = (count: string, { rateLimit }: Source): boolean =>
  rateLimit !== undefined && !lazy(import("./rate-limit.ts")).countRequest(count, rateLimit);

/** The largest length of an id or a type in characters. */
const MAX_NAME = 255;

/** Returns whether the event is new. `TRIGGER` adds the event's job. */
function store(ctx: RouteContext, name: string, source: Source, event: Verified): boolean {
  const id = nameOf(ctx, event.id);
  const type = nameOf(ctx, event.type);
  if (id === "") throw new BadRequestError("The event has no id.");
  const isHandled = source.sync !== undefined || handlerFor(name, source, type) !== undefined;
  const received = now();
  const count = executePrepared(ctx.app, INSERT, [
    newId(),
    name,
    id,
    type,
    event.payload,
    event.body,
    isHandled ? "queued" : "ignored",
    event.test ? 1 : 0,
    momentOf(event.at) ?? momentOf(received) ?? "",
    received,
    isHandled ? "" : received,
  ]);
  if (count > 0 && !isHandled) {
    lazy(import("./unhandled.ts")).warnOfUnhandled(ctx.app, name, source, type);
  }
  return count > 0;
}

const INSERT = `INSERT INTO bundle_events (id, source, event, type, payload, body, status, test, at, created, finished)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, event) DO NOTHING`;

/** Refuses every method except POST. */
export function refuseMethod(options: ReceiveOptions, { params, event }: RouteContext): never {
  if (!Object.hasOwn(options, params.name ?? "")) throw new NotFoundError();
  event.response.header().set("Allow", "POST");
  throw new ApiError(405, "Webhooks must be sent by POST.");
}

function nameOf({ log, request }: RouteContext, value: unknown): string {
  if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const message = `${value} is a number that JavaScript has rounded`;
    log.warn(
      `${request.path}: an id or type was refused: ${message}. Return the text of its digits.`,
    );
    throw new BadRequestError(
      "The event's id or type is a number beyond 2^53 and has been rounded.",
    );
  }
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (text.length <= MAX_NAME) return text;
  throw new BadRequestError(`The event's id and type have ${MAX_NAME} characters at most.`);
}
