import type { HookContext } from "../../contract/context.ts";
import {
  type FieldError,
  type FieldErrorMap,
  isFieldError,
  setOwn,
} from "../../lib/values/field-error.ts";
import { fillMessage } from "../../lib/values/message.ts";
import type { CollectionRules, Messages } from "./options.ts";

/**
 * Refuses the write if there are errors, with messages in the language of the request. With
 * `tooLarge`, it is refused without any, because the kernel adds PocketBase's own.
 */
export function refuseFields(
  ctx: HookContext,
  { messages }: CollectionRules,
  language: string | undefined,
  errors: FieldErrorMap,
  tooLarge = false,
): void {
  if (Object.keys(errors).length === 0 && !tooLarge) return;
  const chosen = language === undefined ? undefined : messages?.[language];
  throw ctx.refuse(chosen ? translate(errors, chosen) : errors);
}

/** Returns the errors with the messages of one language, where it has them. */
function translate(errors: FieldErrorMap, messages: Messages, field?: string): FieldErrorMap {
  const translated: FieldErrorMap = {};
  for (const [name, error] of Object.entries(errors)) {
    const top = field ?? name;
    setOwn(
      translated,
      name,
      isFieldError(error) ? translateOne(error, messages, top) : translate(error, messages, top),
    );
  }
  return translated;
}

function translateOne(error: FieldError, messages: Messages, field: string): FieldError {
  const keys = [`${field}.${error.code}`, field, error.code];
  const key = keys.find((candidate) => Object.hasOwn(messages, candidate));
  if (key === undefined) return error;
  return { ...error, message: fillMessage(messages[key] ?? "", error.params) };
}

/**
 * Returns the language of the config that the client prefers (RFC 9110, 12.5.4): `de-AT` also
 * accepts `de`.
 */
export function chooseLanguage(
  acceptLanguage: string,
  messages: NonNullable<CollectionRules["messages"]>,
): string | undefined {
  const languages = new Map(Object.keys(messages).map((name) => [name.toLowerCase(), name]));
  const wanted = acceptLanguage
    .toLowerCase()
    .split(",", 20)
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((text) => text.trim());
      const q = parameters.find((text) => text.startsWith("q="));
      return { tag, q: q ? Number(q.slice(2)) : 1 };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { tag } of wanted) {
    const name = languages.get(tag) ?? languages.get(tag.split("-", 1)[0] ?? "");
    if (name !== undefined) return name;
    // The client prefers the config's own messages to any other language.
    if (tag === "*") return undefined;
  }
  return undefined;
}
