// The loader checks the collections and fields that the targets of a sync name.

import type { CheckContext } from "../../../contract/extension.ts";
import { unknownName } from "../../../lib/nearest.ts";
import { formatPath } from "../../../lib/path.ts";
import { findCollection } from "../../../pocketbase/find.ts";
import type { ReceiveOptions } from "../options.ts";
import { targetsOf } from "./targets.ts";

export function checkTargets({ app, refuse }: CheckContext, options: ReceiveOptions): void {
  for (const [source, { sync = {} }] of Object.entries(options)) {
    for (const { name, target } of targetsOf(sync)) {
      const at = (key: string) => `${formatPath(["receive", source, "sync"])}.${name}.${key}`;
      const collection = findCollection(app, target.collection);
      if (!collection || collection.type === "view") {
        refuse(at("collection"), `There is no collection "${target.collection}" to write to.`);
        continue;
      }
      const known = [...collection.fields].map((field) => field?.name ?? "");
      for (const [key, fields] of Object.entries({ match: target.match, fields: target.fields })) {
        for (const field of Object.keys(fields ?? {})) {
          if (!known.includes(field)) refuse(at(key), unknownName("field", field, known));
        }
      }
    }
  }
}
