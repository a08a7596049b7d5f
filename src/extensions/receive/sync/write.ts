import { refuseAsync } from "../../../lib/async.ts";
import type { ReceivedEvent } from "../options.ts";
import type { PocketBaseRecord } from "./records.ts";
import type { Target, Values } from "./targets.ts";

/** Sets the fields of a record, without saving it. */
export function write(
  target: Target,
  values: Values,
  event: ReceivedEvent,
  record: PocketBaseRecord,
) {
  const fields = target.fields ?? namesakes(target, values, record);
  for (const [field, source] of Object.entries(fields)) {
    const value =
      typeof source === "function" ? refuseAsync(source(values, event)) : values[source];
    if (value !== undefined) record.set(field, value);
  }
  if (!record.isNew()) return;
  // Without the matched values, the next event would not find the record.
  for (const [field, name] of Object.entries(target.match)) {
    if ((values[name] ?? undefined) !== undefined) record.set(field, values[name]);
  }
}

/**
 * Returns the values whose name is a field. The id is the sender's, so only `match` and `fields`
 * write it.
 */
function namesakes({ match }: Target, values: Values, record: PocketBaseRecord) {
  const { fields } = record.collection();
  const names = Object.keys(values).filter(
    (name) => name !== "id" && !Object.hasOwn(match, name) && fields.getByName(name),
  );
  return Object.fromEntries(names.map((name) => [name, name]));
}
