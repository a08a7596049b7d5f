// Types only: build.mjs copies this file into pocketbundle.d.ts.
import type { Context } from "../../kernel/contract.ts";

/** A received event: the verified body, parsed. */
// biome-ignore lint/suspicious/noExplicitAny: its fields are the sender's.
export type ReceivedEvent = Record<string, any>;

/** One sender of webhooks. */
export interface Source {
  /** How the sender signs. Default: the source's name. */
  scheme?: "stripe";
  /** The signing secret (`whsec_…`), or several while rotating. */
  secret: string | string[];
  /** Handlers by event type; `"invoice.*"` takes all that begin so, `"*"` every event. */
  on: Record<string, (event: ReceivedEvent, ctx: Context) => void>;
}

/** Sources by name. */
export type ReceiveOptions = Record<string, Source>;
