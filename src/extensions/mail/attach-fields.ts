// Checks that the fields that a message attaches are file fields. A collection that does not exist
// yet cannot be checked.

import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { formatPath } from "../../lib/path.ts";
import type { Problem } from "../../lib/refusal.ts";
import { findCollection } from "../../pocketbase/find.ts";
import type { MailOptions } from "./options.ts";

export const attachProblems = (app: App, { messages = {} }: MailOptions): Problem[] =>
  Object.entries(messages).flatMap(([name, { on = [], attach = [] }]) => {
    if (typeof attach === "function") return [];
    const path = formatPath(["mail", "messages", name, "attach"]);
    return [on].flat().flatMap((change) => {
      const files = fileFields(app, change.slice(0, change.lastIndexOf(":")));
      const unknown = attach.filter((field) => files && !files.includes(field));
      return unknown.map((field) => ({
        path,
        message: unknownName("file field", field, files ?? []),
      }));
    });
  });

/** Returns `undefined` for a collection that does not exist yet. */
function fileFields(app: App, collection: string): string[] | undefined {
  const fields = findCollection(app, collection)?.fields as
    | { name: string; type(): string }[]
    | undefined;
  return fields && [...fields].filter((field) => field.type() === "file").map(({ name }) => name);
}
