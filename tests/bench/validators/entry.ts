// Runs inside of the server, where a route requires it.
import { safeParse } from "valibot";
import {
  RecordContext,
  type WrittenRecord,
} from "../../../src/extensions/validate/record-context.ts";
import { validateRecord } from "../../../src/extensions/validate/validate.ts";
import { recordView } from "../../../src/pocketbase/record.ts";
import {
  handWritten,
  rules,
  type Values,
  valibotSchema,
  values,
  zodMiniSchema,
  zodSchema,
} from "./rules.ts";

const FIELDS = Object.keys(values) as (keyof Values)[];

/**
 * Returns the microseconds per call of each validator, valid and invalid. Each call reads the
 * record from PocketBase and checks it.
 */
export function measure(rounds: number, calls: number) {
  const app = $app as never;
  const collection = $app.findCollectionByNameOrId("orders");
  const record = (changes: Partial<Values>) => {
    const made = new Record(collection, { ...values, ...changes } as never);
    return made as unknown as WrittenRecord;
  };
  const [valid, invalid] = [record({}), record({ quantity: 1.5, email: "nobody", title: "x" })];
  const plain = (source: WrittenRecord) => {
    const view = recordView(source, "orders");
    return Object.fromEntries(FIELDS.map((name) => [name, view[name]])) as Values;
  };
  const [valibot, mini, zod] = [valibotSchema(), zodMiniSchema(), zodSchema()];
  const ways: Record<string, (source: WrittenRecord) => unknown[]> = {
    pocketbundle: (source) =>
      Object.keys(
        validateRecord({ fields: rules }, new RecordContext({ app }, "orders", source, true)),
      ),
    "hand-written": (source) => Object.keys(handWritten(byHand(source))),
    valibot: (source) => issuesOf(safeParse(valibot, plain(source)).issues),
    "zod/mini": (source) => issuesOf(mini.safeParse(plain(source)).error?.issues),
    zod: (source) => issuesOf(zod.safeParse(plain(source)).error?.issues),
  };
  for (const [name, check] of Object.entries(ways)) {
    const found = [check(valid).length, check(invalid).length];
    if (found.join() !== "0,3") throw new Error(`${name} found ${found.join()}, not 0,3`);
  }
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, check] of Object.entries(ways)) {
      for (const [kind, source] of [
        ["valid", valid],
        ["invalid", invalid],
      ] as const) {
        const begin = Date.now();
        for (let call = 0; call < calls; call++) check(source);
        const key = `${name} ${kind}`;
        times[key] = [...(times[key] ?? []), ((Date.now() - begin) * 1000) / calls];
      }
    }
  }
  return times;
}

const issuesOf = (issues: readonly unknown[] | undefined) => [...(issues ?? [])];

/** Reads a record as hooks do. */
function byHand(source: WrittenRecord): Values {
  const record = source as unknown as core.Record;
  return {
    title: record.getString("title"),
    email: record.getString("email"),
    quantity: record.getFloat("quantity"),
    price: record.getFloat("price"),
    status: record.getString("status"),
    due: record.getString("due").replace(" ", "T"),
    tags: record.getStringSlice("tags"),
    sku: record.getString("sku"),
    note: record.getString("note"),
  };
}
