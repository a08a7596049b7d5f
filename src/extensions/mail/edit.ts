// What a superuser changes in a row of the outbox, in the dashboard or the API.
import type { HookContext } from "../../contract/context.ts";
import type { EventOf } from "../../contract/pocketbase.ts";
import { same } from "../../lib/same.ts";
import {
  AddressError,
  addressesOf,
  checkStored,
  type Envelope,
  emptyEnvelope,
} from "./envelope.ts";
import { toColumn } from "./outbox.ts";

type Row = NonNullable<EventOf<"recordUpdateExecute">["record"]>;

/** `to` and `envelope` say the same: who mends one of them mends the mail. */
export function keepInStep(row: Row, ctx: HookContext): void {
  const was = row.original();
  // The dashboard writes JSON in its own way, also what nobody has touched.
  if (!same(storedEnvelope(row), storedEnvelope(was))) fromEnvelope(row, ctx);
  else if (row.getString("to") !== was.getString("to")) fromTo(row, ctx);
}

function fromEnvelope(row: Row, ctx: HookContext) {
  const envelope = storedEnvelope(row);
  refusing(ctx, "envelope", () => checkStored(envelope, row.getString("category")));
  row.set("to", toColumn(envelope as Envelope));
}

function fromTo(row: Row, ctx: HookContext) {
  const to = refusing(ctx, "to", () => addressesOf("to", split(row.getString("to"))));
  const envelope = { ...emptyEnvelope(), ...(storedEnvelope(row) as object), to };
  refusing(ctx, "to", () => checkStored(envelope, row.getString("category")));
  row.set("envelope", JSON.stringify(envelope));
}

/** `null` for what is no JSON: it can be mended as well. */
function storedEnvelope(row: Row): unknown {
  try {
    return JSON.parse(row.getString("envelope"));
  } catch {
    return null;
  }
}

/** At the commas, but for those in quotes. */
const split = (list: string): string[] =>
  (list.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []).map((one) => one.trim()).filter(Boolean);

function refusing<T>(ctx: HookContext, field: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const { message } = error;
    throw ctx.refuse({ [field]: { code: "invalid_recipient", message } }, message);
  }
}
