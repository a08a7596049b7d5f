// An event that no handler takes is probably a misspelt type in `on`, or one too many at the sender.
import type { App } from "../../contract/pocketbase.ts";
import { nearest } from "../../lib/nearest.ts";
import { warn } from "../../pocketbase/log.ts";
import type { Source } from "./options.ts";
import { schemeName } from "./senders.ts";

/** The most types that one process reports, because the sender chooses them. */
const MOST = 20;
/** Characters of a type that are shown. */
const SHOWN = 100;
const KEY = "pocketbundle.unhandled events";

/** Warns once in this process for each source and type. */
export function warnOfUnhandled(app: App, name: string, source: Source, type: string): void {
  // GitHub sends a ping by itself, to say that the webhook is set up.
  if (type === "ping" && schemeName(name, source) === "github") return;
  const place = placeOf(`${name} ${type}`);
  if (place === 0) return;
  const near = nearest(type, Object.keys(source.on ?? {}));
  warn(
    app,
    [
      `Pocketbundle: receive.${name}: no handler in "on" takes the type ${shown(type)}, so its events are stored as "ignored".`,
      ...(near ? [`Did you mean "${near}"?`] : []),
      'Add a handler for it, or one for "*", which takes every other type.',
      ...(place === MOST ? ["Further types are not reported until the next start."] : []),
    ].join(" "),
  );
}

/** Notes what is reported, and returns its number from 1 on; 0 for what is not to be reported. */
function placeOf(what: string): number {
  let place = 0;
  // All VMs share the list, and no two of them report the same type.
  $app.store().setFunc(KEY, (old: unknown) => {
    const known: string[] = JSON.parse(String(old ?? "[]"));
    if (known.length < MOST && !known.includes(what)) place = known.push(what);
    return JSON.stringify(known);
  });
  return place;
}

/** JSON leaves some control characters as they are, and those that turn a line's direction. */
const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function shown(type: string): string {
  const text = JSON.stringify(type).replace(
    UNSEEN,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  if (text.length <= SHOWN) return text;
  return `${text.slice(0, SHOWN - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
