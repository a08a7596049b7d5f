// Hooks as people write them in TypeScript: one module with its libraries, which every handler
// requires. It uses zod/mini, which favours it: the 740 KB of zod take a fresh VM some ten times as
// long.
import Mustache from "mustache";
import { flattenError, partial } from "zod/mini";
import { handWritten, type Values, zodMiniSchema } from "../validators/rules.ts";

interface RecordEvent {
  record: {
    id: string;
    getString(name: string): string;
    getFloat(name: string): number;
    getStringSlice(name: string): string[];
  };
  requestInfo(): { body: unknown };
  next(): void;
}

const schema = partial(zodMiniSchema());

function checkRequest(e: RecordEvent) {
  const { error } = schema.safeParse(JSON.parse(JSON.stringify(e.requestInfo().body)));
  if (error) throw new BadRequestError("invalid", flattenError(error).fieldErrors);
  e.next();
}

function checkRecord(e: RecordEvent) {
  const text = (name: string) => e.record.getString(name);
  const values: Values = {
    title: text("title"),
    email: text("email"),
    quantity: e.record.getFloat("quantity"),
    price: e.record.getFloat("price"),
    status: text("status"),
    due: text("due").replace(" ", "T"),
    tags: [...e.record.getStringSlice("tags")],
    sku: text("sku"),
    note: text("note"),
  };
  if (Object.keys(handWritten(values)).length > 0) throw new BadRequestError("invalid");
  e.next();
}

function note(e: RecordEvent, kind: string) {
  e.next();
  const payload = Mustache.render("Thank you for {{title}}.", {
    title: e.record.getString("title"),
  });
  $app
    .db()
    .newQuery("INSERT INTO outbox (kind, record, payload) VALUES ({:kind}, {:id}, {:payload})")
    .bind({ kind, id: e.record.id, payload })
    .execute();
}

export const onRecordCreateRequest = checkRequest;
export const onRecordCreate = checkRecord;
export const onRecordCreateExecute = (e: RecordEvent) => e.next();
export const onRecordAfterCreateSuccess = (e: RecordEvent) => note(e, "mail");
export const onRecordUpdateRequest = checkRequest;
export const onRecordUpdate = checkRecord;
export const onRecordUpdateExecute = (e: RecordEvent) => e.next();
export const onRecordAfterUpdateSuccess = (e: RecordEvent) => note(e, "sync");
