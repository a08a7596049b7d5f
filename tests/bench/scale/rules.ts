// The collection of the section `scale`, and the rules that its variants have.
import { type Server, startServer } from "../../../kit/testing/index.ts";
import { SQL_HOOK } from "../work/jobs.ts";

const collection = {
  type: "base",
  name: "orders",
  createRule: "",
  fields: [
    ...["title", "slug", "owner", "status"].map((name) => ({ type: "text", name })),
    ...["quantity", "price"].map((name) => ({ type: "number", name })),
    { type: "json", name: "meta" },
  ],
};

const UNIQUE = "slug: { unique: { caseInsensitive: true } }";
const SCHEMA = `meta: { schema: { type: "object", required: ["lines"], properties: { lines: {
  type: "array", maxItems: 20, items: { type: "object", required: ["sku", "count"], additionalProperties: false,
    properties: { sku: { type: "string", pattern: "^[A-Z]{3}-[0-9]+$" }, count: { type: "integer", minimum: 1 } } } } } } }`;
const LIMIT = `limit: { max: 10, per: ["owner"], where: "status = 'draft'" }`;

export const PLAIN = "no rule (bare PocketBase)";
const REQUEST = `rules: [{ field: "title", scope: "request", message: "No.", check: () => true }]`;
const WHEN = "fields: { slug: { unique: true, when: () => true } }";
const IN_64 = ", pool 64";
const RULES: Record<string, string | undefined> = {
  [PLAIN]: undefined,
  "a rule that asks nothing": "fields: { title: { required: true } }",
  "a JSON Schema": `fields: { ${SCHEMA} }`,
  "`unique`, ignoring case": `fields: { ${UNIQUE} }`,
  "`limit` per owner": LIMIT,
  "`unique`, `limit` and the JSON Schema": `fields: { ${UNIQUE}, ${SCHEMA} }, ${LIMIT}`,
  '`scope: "request"`': REQUEST,
  [`\`scope: "request"\`${IN_64}`]: REQUEST,
  "`unique` with `when`": WHEN,
  [`\`unique\` with \`when\`${IN_64}`]: WHEN,
};
export const VARIANTS = Object.keys(RULES);

/** autocannon puts another id into each request. */
export const ORDER = {
  title: "A pocket notebook",
  slug: "notebook-[<id>]",
  owner: "owner-[<id>]",
  status: "draft",
  quantity: 5,
  price: 850,
  meta: { lines: [{ sku: "ABC-123", count: 5 }] },
};

export function serverWith(variant: string): Promise<Server> {
  const rules = RULES[variant];
  const bundle = rules !== undefined && {
    copy: ["pb_hooks/pocketbundle.pb.js"],
    hooks: {
      ...SQL_HOOK,
      "pocketbundle.config.js": `module.exports = { validate: { orders: { ${rules} } } }`,
    },
  };
  return startServer({
    hooks: SQL_HOOK,
    args: [`--hooksPool=${variant.endsWith(IN_64) ? 64 : 15}`],
    migrations: {
      "1_orders.js": `migrate((app) => app.save(new Collection(${JSON.stringify(collection)})))`,
    },
    ...bundle,
  });
}

/** A statement that gives the collection so many rows more, ten for each owner. */
export const rowsStatement = (from: number, to: number) =>
  `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to - 1})
  INSERT INTO orders (title, slug, owner, status, quantity, price, meta)
  SELECT 'An old order', 'old-' || i, 'old-' || (i / 10), 'draft', 1, i, '{"lines":[]}' FROM n`;
