// What makes a delivery a repeat of an earlier one.
import type { SignedRequest } from "../../lib/signatures/index.ts";
import { newId } from "../../pocketbase/ids.ts";
import type { Identity, ReceivedEvent } from "./options.ts";

/** Returns the id of an event. Throws the error that the sender is answered. */
export function idBy(identity: Identity, event: unknown, { header, body }: SignedRequest): unknown {
  // An id that nothing else has: each delivery is an event of its own.
  if (identity === "none") return newId();
  if (identity === "hash") return $security.sha256(body);
  const [place, id] =
    "header" in identity
      ? [`the ${identity.header} header`, header(identity.header)]
      : [`"${identity.body}" of the body`, valueAt(event, identity.body)];
  if (typeof id === "number" || (typeof id === "string" && id !== "")) return id;
  throw new BadRequestError(`The event has no id: ${place} is empty or missing.`);
}

const valueAt = (event: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? (value as ReceivedEvent)[key]
          : undefined,
      event,
    );
