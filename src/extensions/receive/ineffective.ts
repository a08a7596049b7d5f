// Words that a function of the config returned, and that have no effect.
import type { RouteContext } from "../../contract/route.ts";
import { unknownName } from "../../lib/nearest.ts";

/** `verify` and `identify` call an event's id by different names. */
const MEANT: Record<string, string> = {
  "verify id":
    'An id of the thing that the event is about would make its later events repeats. If it is the delivery\'s own id, return it as "event". Without that, and without the option "identity", each delivery is handled.',
  "identify event": 'Return the event\'s id as "id".',
};

/** How many words of a source are reported. */
const MOST = 10;

function isNew(source: string, from: string, word: string): boolean {
  const key = `pocketbundle.receive.${source}.${from}`;
  const known: string[] = JSON.parse(String($app.store().get(key) ?? "[]"));
  if (known.length >= MOST || known.includes(word)) return false;
  $app.store().set(key, JSON.stringify([...known, word]));
  return true;
}

/** Warns once in this process for each source and word. */
export function warnOfIneffective(
  ctx: RouteContext,
  source: string,
  from: "verify" | "identify",
  words: string[],
  known: string[],
): void {
  // They may be a client's, when `verify` returns its body.
  for (const word of words.slice(0, MOST)) {
    if (!isNew(source, from, word)) continue;
    const advice = MEANT[`${from} ${word}`] ?? unknownName("key", word, known);
    ctx.log.warn(`receive.${source}: ${from} returned "${word}", which has no effect. ${advice}`);
  }
}
