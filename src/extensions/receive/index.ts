import type { Extension, RouteContext } from "../../kernel/contract.ts";
import type { ReceivedEvent, ReceiveOptions, Source } from "./options.ts";
import { verifyStripe } from "./stripe.ts";

/** Webhooks: one public route per source, which runs nothing before the sender's signature is verified. */
export const receive = (options: ReceiveOptions): Extension => ({
  name: "receive",
  routes: Object.entries(options).map(([name, source]) => ({
    method: "POST",
    path: `/api/bundle/receive/${name}`,
    auth: "public",
    handler: (ctx) => receiveEvent(source, ctx),
  })),
});

function receiveEvent(source: Source, ctx: RouteContext) {
  const body = ctx.request.text();
  const header = ctx.request.header("Stripe-Signature");
  const refusal = verifyStripe(header, body, [source.secret].flat(), Date.now() / 1000);
  if (refusal) throw new BadRequestError(refusal);
  const event = parse(body);
  // A throw answers 500, and the sender sends the event again.
  handlerFor(source, String(event.type))?.(event, ctx);
  return { received: true };
}

function parse(body: string): ReceivedEvent {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    // Falls through to the same answer as JSON that is no object.
  }
  if (typeof event !== "object" || event === null)
    throw new BadRequestError("The body is not a JSON object.");
  return event;
}

/** The handler of exactly this type, else of the longest `prefix.*`, else of `*`. */
function handlerFor({ on }: Source, type: string): Source["on"][string] | undefined {
  if (Object.hasOwn(on, type)) return on[type];
  const [pattern] = Object.keys(on)
    .filter((key) => key.endsWith("*") && type.startsWith(key.slice(0, -1)))
    .sort((a, b) => b.length - a.length);
  return pattern === undefined ? undefined : on[pattern];
}
