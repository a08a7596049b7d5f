// Collects what only the request knows: its user, its language, and the results of rules with
// `scope: "request"`.
import type { HookContext } from "../../contract/context.ts";
import type { EventOf, RequestEvent } from "../../contract/pocketbase.ts";
import type { FieldErrorMap } from "../../lib/values/field-error.ts";
import { recordSchema } from "../../pocketbase/record.ts";
import { refuseTooLarge } from "../../pocketbase/sizes.ts";
import { setMark } from "./mark.ts";
import { chooseLanguage, refuseFields } from "./messages.ts";
import type { CheckRequest, CollectionRules } from "./options.ts";
import { RecordContext, type RequestPart, type WrittenRecord } from "./record-context.ts";
import { checkRecordRules } from "./validate.ts";

type RequestHookEvent = EventOf<"recordCreateRequest">;

const hasRequestRules = ({ rules }: CollectionRules) =>
  rules?.some(({ scope }) => scope === "request") ?? false;

export function beforeRequest(
  collection: string,
  rules: CollectionRules,
  e: RequestHookEvent,
  owner: HookContext,
) {
  const record = e.record as unknown as WrittenRecord;
  const skip = rules.superusers === "skip" && e.hasSuperuserAuth();
  const language = rules.messages && chooseLanguage(header(e, "Accept-Language"), rules.messages);
  setMark(record, { skip, language });
  if (skip || !rules.rules || !hasRequestRules(rules)) return;
  const errors: FieldErrorMap = {};
  const { limits } = recordSchema(record, collection);
  const part = partOf(e, () => refuseTooLarge(record.get, limits));
  const ctx = new RecordContext(owner, collection, record, true, part);
  checkRecordRules(rules.rules, "request", ctx, errors);
  refuseFields(owner, rules, language, errors, ctx.tooLarge);
}

/** PocketBase's record events do not have a `request` of their own. */
const header = (e: RequestHookEvent, name: string) =>
  (e as unknown as { requestEvent: RequestEvent }).requestEvent.request?.header.get(name) ?? "";

/** The body may be large, so it is read when a rule asks for it, and `beforeBody` has passed. */
function partOf(e: RequestHookEvent, beforeBody: () => void): RequestPart {
  let request: CheckRequest | undefined;
  return {
    auth: e.auth ?? null,
    get request() {
      request ??= requestOf(e, beforeBody);
      return request;
    },
  };
}

function requestOf(e: RequestHookEvent, beforeBody: () => void): CheckRequest {
  const info = e.requestInfo();
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  let body: CheckRequest["body"] | undefined;
  return {
    method: info.method,
    ip: e.realIP(),
    query: plain(info.query),
    headers: plain(info.headers),
    get body() {
      beforeBody();
      // The JSON `null` is a body too.
      body ??= (plain(info.body) ?? {}) as CheckRequest["body"];
      return body;
    },
  };
}
