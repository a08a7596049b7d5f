import type { EventHandler, Source } from "./options.ts";
import { schemeName } from "./senders.ts";

/**
 * Returns the handler of exactly this type, else of the longest `prefix.*`, else of `*`. GitHub's
 * ping goes only to a handler called `ping`: it says that the webhook is set up, and a handler for
 * everything does not expect it.
 */
export function handlerFor(name: string, source: Source, type: string): EventHandler | undefined {
  const { on = {} } = source;
  if (Object.hasOwn(on, type)) return on[type];
  if (type === "ping" && schemeName(name, source) === "github") return undefined;
  let best = "";
  for (const pattern of Object.keys(on)) {
    const isMeant = pattern.endsWith("*") && type.startsWith(pattern.slice(0, -1));
    if (isMeant && pattern.length > best.length) best = pattern;
  }
  return best === "" ? undefined : on[best];
}
