// A mark tells `recordValidate` about the request behind a record, because PocketBase hands on only
// the record. A client can put any key into its body, and a hook may show a record's custom keys.
// So a mark is signed, says whether it is for a create or an update, and expires.
import type { WrittenRecord } from "./record-context.ts";

const KEY = "@pocketbundle";
const STORE = "pocketbundle.mark";

export interface Mark {
  /** Whether this request is not validated. */
  skip?: boolean;
  language?: string | undefined;
}

let secretOfThisVm = "";

/** The secret is made at start-up (see `makeMarkSecret`), shared by all VMs and never stored. */
const secret = () => {
  // An empty secret is read again, because migrations run before start-up is done.
  secretOfThisVm ||= String($app.store().get(STORE) ?? "");
  return secretOfThisVm;
};

export const makeMarkSecret = () => $app.store().set(STORE, $security.randomString(32));

/** In milliseconds. A write that waits longer for the database is validated without its mark. */
const LIFETIME = 60_000;

export function setMark(record: WrittenRecord, mark: Mark): void {
  const text = JSON.stringify({ ...mark, isNew: record.isNew(), until: Date.now() + LIFETIME });
  record.setRaw(KEY, `${$security.hs256(text, secret())}.${text}`);
}

/**
 * Returns the mark of the request that writes this record as it is now; `undefined` without one.
 */
export function markOf({
  get,
  isNew,
}: {
  get(key: string): unknown;
  isNew: boolean;
}): Mark | undefined {
  const marked = get(KEY);
  if (typeof marked !== "string" || secret() === "") return undefined;
  const dot = marked.indexOf(".");
  const text = marked.slice(dot + 1);
  if (!$security.equal(marked.slice(0, dot), $security.hs256(text, secret()))) return undefined;
  const mark = JSON.parse(text);
  // A hook may save the record again after it was created; that save does not belong to the
  // request.
  return mark.isNew === isNew && mark.until > Date.now() ? mark : undefined;
}
