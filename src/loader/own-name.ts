// Executors require the bundle by its name, so it can run under no other, and only once.
import { BUNDLE_FILE } from "../kernel/handler-text.ts";
import { Refusal } from "../lib/refusal.ts";
import { hooksPath, isFile, readText } from "../pocketbase/files.ts";

const LOADED = "pocketbundle.loaded";
/** PocketBase does not tell a hook file its name. The built file begins with this. */
const BANNER = "// pocketbundle ";

/** Called by each copy of the bundle when it is loaded. */
export function noteLoaded(): void {
  const store = $app.store();
  store.set(LOADED, store.has(LOADED) ? "2" : "1");
}

/** Throws a Refusal for a bundle with another name, and for a second copy of it. */
export function refuseOtherName(): void {
  const isSecond = $app.store().get(LOADED) === ("2" as never);
  const isThere = isFile(hooksPath(BUNDLE_FILE));
  const [other] = isThere && !isSecond ? named(/bundle/i) : named(/./);
  if (isThere && !isSecond && !other) return;
  const message = isThere
    ? `It is a second copy of ${BUNDLE_FILE}, and PocketBase runs both. Delete it, or move it out of pb_hooks.`
    : `The file must be called ${BUNDLE_FILE}, because its handlers find it by this name. Rename it.`;
  throw new Refusal([{ path: "", message, file: other ?? BUNDLE_FILE }]);
}

/** The other files that PocketBase runs, have such a name, and are the bundle. */
const named = (pattern: RegExp): string[] =>
  [...$os.readDir(hooksPath(""))]
    .map((entry) => entry?.name() ?? "")
    .filter(
      (name) =>
        name !== BUNDLE_FILE &&
        /\.pb\.[jt]s$/.test(name) &&
        pattern.test(name) &&
        readText(hooksPath(name))?.startsWith(BANNER),
    );
