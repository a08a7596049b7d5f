// What the request hooks tell `recordValidate` about the request behind a record: PocketBase hands the record on, and
// nothing else. A client can name any key in its body, and a hook may show a record's custom keys: so a mark is signed,
// says what it is for, and goes out of date.
import type { WrittenRecord } from "./record-context.ts";

const KEY = "@pocketbundle";
const STORE = "pocketbundle.mark";

export interface Mark {
  /** Whether validation is left out for this request. */
  skip?: boolean;
  language?: string | undefined;
}

let known = "";

/** Made at start-up (see `makeSecret`), shared by all VMs, never stored. */
const secret = () => {
  // Asked again while there is none: migrations run before start-up is done.
  known ||= String($app.store().get(STORE) ?? "");
  return known;
};

export const makeSecret = () => $app.store().set(STORE, $security.randomString(32));

/** In milliseconds; a write that waits longer for the database is validated after all. */
const LIFETIME = 60_000;

export function setMark(record: WrittenRecord, mark: Mark): void {
  const text = JSON.stringify({ ...mark, isNew: record.isNew(), until: Date.now() + LIFETIME });
  record.setRaw(KEY, `${$security.hs256(text, secret())}.${text}`);
}

/** The mark of the request that is writing this record as it is now, `undefined` without one. */
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
  // A hook may save the record again once it is created; that is not the request's doing.
  return mark.isNew === isNew && mark.until > Date.now() ? mark : undefined;
}
