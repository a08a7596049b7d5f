// One record with nine fields, and the same checks in five ways.
import * as v from "valibot";
import * as z from "zod";
import * as m from "zod/mini";
import type { FieldRules } from "../../../src/extensions/validate/options.ts";

export const values = {
  title: "A pocket notebook",
  email: "ada@example.com",
  quantity: 5,
  price: 850,
  status: "placed",
  due: "2030-01-02T03:04:05.000Z",
  tags: ["a", "b"],
  sku: "ABC-123",
  note: "Gift wrap, please.",
};
export type Values = typeof values;

const SKU = /^[A-Z]{3}-[0-9]+$/u;
const STATUS = ["draft", "placed", "paid"] as const;
const TAGS = ["a", "b", "c"] as const;
const AFTER = "2024-01-01T00:00:00.000Z";

export const rules: Record<keyof Values, FieldRules> = {
  title: { required: true, minLength: 3, maxLength: 80 },
  email: { required: true, email: true },
  quantity: { integer: true, min: 1, max: 99 },
  price: { integer: true, min: 1 },
  status: { oneOf: [...STATUS] },
  due: { date: { after: AFTER } },
  tags: { minItems: 1, maxItems: 5, uniqueItems: true },
  sku: { pattern: SKU.source },
  note: { maxLength: 500 },
};

/** The checks as one would write them into a hook: each field shows its first failing check. */
export function handWritten(record: Values): Record<string, string> {
  // The function has constants of its own, because the benchmark also puts its text into a hook
  // file.
  const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;
  const SKU = /^[A-Z]{3}-[0-9]+$/u;
  const STATUS = ["draft", "placed", "paid"];
  const AFTER = "2024-01-01T00:00:00.000Z";
  const errors: Record<string, string> = {};
  const { title, email, quantity, price, status, due, tags, sku, note } = record;
  const length = [...title].length;
  if (!title) errors.title = "required";
  else if (length < 3 || length > 80) errors.title = "length";
  if (!email) errors.email = "required";
  else if (!EMAIL.test(email)) errors.email = "email";
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 99) errors.quantity = "quantity";
  if (!Number.isInteger(price) || price < 1) errors.price = "price";
  if (!STATUS.includes(status)) errors.status = "status";
  if (due && Date.parse(due) <= Date.parse(AFTER)) errors.due = "due";
  if (tags.length < 1 || tags.length > 5 || new Set(tags).size !== tags.length)
    errors.tags = "tags";
  if (sku && !SKU.test(sku)) errors.sku = "sku";
  if (note.length > 500) errors.note = "note";
  return errors;
}

export const valibotSchema = () =>
  v.object({
    title: v.pipe(v.string(), v.minLength(3), v.maxLength(80)),
    email: v.pipe(v.string(), v.email()),
    quantity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99)),
    price: v.pipe(v.number(), v.integer(), v.minValue(1)),
    status: v.picklist(STATUS),
    due: v.pipe(
      v.string(),
      v.check((text) => Date.parse(text) > Date.parse(AFTER)),
    ),
    tags: v.pipe(
      v.array(v.picklist(TAGS)),
      v.minLength(1),
      v.maxLength(5),
      v.check((list) => isSet(list)),
    ),
    sku: v.pipe(v.string(), v.regex(SKU)),
    note: v.pipe(v.string(), v.maxLength(500)),
  });

export const zodMiniSchema = () =>
  m.object({
    title: m.string().check(m.minLength(3), m.maxLength(80)),
    email: m.email(),
    quantity: m.number().check(m.int(), m.gte(1), m.lte(99)),
    price: m.number().check(m.int(), m.gte(1)),
    status: m.enum(STATUS),
    due: m.string().check(m.refine((text) => Date.parse(text) > Date.parse(AFTER))),
    tags: m.array(m.enum(TAGS)).check(
      m.minLength(1),
      m.maxLength(5),
      m.refine((list) => isSet(list)),
    ),
    sku: m.string().check(m.regex(SKU)),
    note: m.string().check(m.maxLength(500)),
  });

export const zodSchema = () =>
  z.object({
    title: z.string().min(3).max(80),
    email: z.email(),
    quantity: z.number().int().min(1).max(99),
    price: z.number().int().min(1),
    status: z.enum(STATUS),
    due: z.string().refine((text) => Date.parse(text) > Date.parse(AFTER)),
    tags: z.array(z.enum(TAGS)).min(1).max(5).refine(isSet),
    sku: z.string().regex(SKU),
    note: z.string().max(500),
  });

function isSet(list: unknown[]) {
  return new Set(list).size === list.length;
}
