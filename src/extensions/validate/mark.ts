// What the request hooks tell `recordValidate` about the request behind a record: PocketBase hands the record on, and
// nothing else. A client can name any key in its body, so a mark counts only with this process's secret.
import type { WrittenRecord } from "./context.ts";

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

export const setMark = (record: WrittenRecord, mark: Mark) =>
  record.setRaw(KEY, secret() + JSON.stringify(mark));

export function markOf(get: (key: string) => unknown): Mark | undefined {
  const text = get(KEY);
  if (typeof text !== "string" || secret() === "" || !text.startsWith(secret())) return undefined;
  return JSON.parse(text.slice(secret().length));
}
