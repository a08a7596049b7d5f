import { check, pipe, regex } from "valibot";
import { changeNames } from "../../kernel/contract-shape.ts";
import { either, fn, named, optional, shape, text, texts } from "../../kernel/shape.ts";
import { parseAddress } from "./address.ts";
import type { Message } from "./options.ts";

const messageShape = shape({
  on: changeNames,
  when: optional(fn<NonNullable<Message["when"]>>()),
  to: either("an address, a list of addresses, or a function that returns them", [
    texts,
    fn<Extract<Message["to"], () => unknown>>(),
  ]),
  data: optional(fn<NonNullable<Message["data"]>>()),
});

const sender = pipe(text, check(isAddress, 'Expected "Shop <hello@example.com>".'));

export const mailShape = shape({
  from: optional(sender),
  templates: optional(pipe(text, regex(/^[\w-][\w/.-]*$/, "Expected a folder under pb_hooks."))),
  messages: optional(named(messageShape)),
});

function isAddress(value: string): boolean {
  try {
    parseAddress(value);
    return true;
  } catch {
    return false;
  }
}
