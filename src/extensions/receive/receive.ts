// The request: verify, store, answer. Nothing else happens here, for the sender waits a few seconds at most.
import type { App, RouteContext } from "../../kernel/contract.ts";
import { isApiError } from "../../kernel/errors.ts";
import { execute } from "../../kernel/sql.ts";
import { now } from "../../kernel/time.ts";
import { verify } from "../../signatures/index.ts";
import { parseBody } from "./body.ts";
import { handlerFor } from "./handlers.ts";
import { momentOf } from "./moment.ts";
import type { EventIdentity, ReceiveOptions, Source } from "./options.ts";
import { schemeOf, senderOf } from "./senders.ts";

/** An event that is known to be genuine. */
interface Verified extends EventIdentity {
  /** As JSON. */
  payload: string;
  test: boolean;
}

/** Answers 200 once the event is stored, now or before. */
export function receiveEvent(name: string, source: Source, ctx: RouteContext) {
  refuseStrangers(name, source, ctx.request.ip);
  const event = source.verify ? verifyByHand(source, ctx) : verifySigned(name, source, ctx);
  const isNew = store(ctx.app, name, source, event);
  return isNew ? { received: true } : { received: true, repeated: true };
}

function refuseStrangers(name: string, { addresses, rateLimit }: Source, ip: string) {
  if (!addresses && !rateLimit) return;
  const guard = require("./guard.ts") as typeof import("./guard.ts");
  if (addresses && !guard.isAmong(ip, addresses)) {
    throw new ForbiddenError("This address is not one that may send here.");
  }
  if (rateLimit && !guard.takeTurn(name, rateLimit)) {
    throw new TooManyRequestsError("Too many requests. Send this one again later.");
  }
}

function verifySigned(name: string, source: Source, ctx: RouteContext): Verified {
  const header = onlyHeader(ctx);
  const body = ctx.request.text();
  const { secret = [], tolerance } = source;
  const scheme = schemeOf(name, source);
  const refusal = verify(scheme, { header, body }, { secrets: [secret].flat(), tolerance });
  if (refusal) throw new BadRequestError(refusal);
  const { value, json } = parseBody(name, source, header("Content-Type"), body);
  const known = senderOf(name, source).identify(value, { header, body });
  const { id, type, at } = { ...known, ...source.identify?.(value, ctx.request) };
  return { id, type, at, test: known.test === true, payload: json };
}

/** A header that is there twice has two meanings, and whoever reads the other one is deceived. */
const onlyHeader =
  ({ event }: RouteContext) =>
  (name: string): string => {
    const values: string[] | null = event.request?.header.values(name) ?? null;
    if (values && values.length > 1) {
      throw new BadRequestError(`The ${name} header is there more than once.`);
    }
    return values?.[0] ?? "";
  };

function verifyByHand({ verify }: Source, ctx: RouteContext): Verified {
  const event = called(ctx, () => verify?.(ctx.request, ctx));
  return { ...event, test: false, payload: JSON.stringify(event.payload ?? null) };
}

/** What a verification throws is about the request, until it is shown otherwise: the sender gets no 500. */
function called<T>(ctx: RouteContext, run: () => T | undefined): T {
  let reason = "it returned nothing";
  try {
    const result = run();
    if (result) return result;
  } catch (error) {
    if (isApiError(error)) throw error;
    reason = String(error);
  }
  ctx.log.warn(`${ctx.request.path}: verify refused a request: ${reason}`);
  throw new BadRequestError("The request could not be verified.");
}

/** Characters of an id or a type. */
const MAX_NAME = 255;

/** Returns whether it is new. The event's job comes with it, see `TRIGGER`. */
function store(app: App, name: string, source: Source, event: Verified): boolean {
  const [id, type] = [nameOf(event.id), nameOf(event.type)];
  if (id === "") throw new BadRequestError("The event has no id.");
  const isHandled = source.sync !== undefined || handlerFor(source, type) !== undefined;
  const received = now();
  const count = execute(app, INSERT, {
    source: name,
    event: id,
    type,
    payload: event.payload,
    status: isHandled ? "queued" : "ignored",
    test: event.test ? 1 : 0,
    at: momentOf(event.at) ?? momentOf(received) ?? "",
    created: received,
    finished: isHandled ? "" : received,
  });
  return count > 0;
}

const INSERT = `INSERT INTO bundle_events (source, event, type, payload, status, test, at, created, finished)
  VALUES ({:source}, {:event}, {:type}, {:payload}, {:status}, {:test}, {:at}, {:created}, {:finished})
  ON CONFLICT (source, event) DO NOTHING`;

/** Any other method than POST. */
export function refuseMethod(options: ReceiveOptions, { params, event }: RouteContext): never {
  if (!Object.hasOwn(options, params.name ?? "")) throw new NotFoundError();
  event.response.header().set("Allow", "POST");
  throw new ApiError(405, "Webhooks are sent by POST.");
}

function nameOf(value: unknown): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (text.length <= MAX_NAME) return text;
  throw new BadRequestError(`The event's id and type have ${MAX_NAME} characters at most.`);
}
