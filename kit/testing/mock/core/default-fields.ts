import type { Collection } from "./collection.ts";
import { Field } from "./fields/field.ts";
import { FieldsList } from "./fields/fields-list.ts";

const ID = {
  name: "id",
  type: "text",
  system: true,
  primaryKey: true,
  required: true,
  min: 15,
  max: 15,
  pattern: "^[a-z0-9]+$",
  autogeneratePattern: "[a-z0-9]{15}",
};

const AUTH = [
  { name: "password", type: "password", system: true, hidden: true, required: true, min: 8 },
  {
    name: "tokenKey",
    type: "text",
    system: true,
    hidden: true,
    required: true,
    min: 30,
    max: 60,
    autogeneratePattern: "[a-zA-Z0-9]{50}",
  },
  { name: "email", type: "email", system: true, required: true },
  { name: "emailVisibility", type: "bool", system: true },
  { name: "verified", type: "bool", system: true },
];

/**
 * core/collection_model.go, initDefaultFields: the fields and indexes that every collection has.
 */
export function addDefaultFields(collection: Collection): void {
  const { fields, name, id } = collection;
  if (!fields.getByName("id")) collection.fields = new FieldsList([new Field(ID), ...fields.items]);
  if (!collection.isAuth()) return;
  for (const options of AUTH) {
    if (!collection.fields.getByName(options.name)) collection.fields.add(new Field(options));
  }
  addIndex(
    collection,
    "tokenKey",
    `CREATE UNIQUE INDEX \`idx_tokenKey_${id}\` ON \`${name}\` (\`tokenKey\`)`,
  );
  addIndex(
    collection,
    "email",
    `CREATE UNIQUE INDEX \`idx_email_${id}\` ON \`${name}\` (\`email\`) WHERE \`email\` != ''`,
  );
}

function addIndex({ indexes }: Collection, column: string, sql: string): void {
  const isThere = indexes.some((other) =>
    new RegExp(`\\(\\s*[\`"]?${column}[\`"]?\\s*\\)`, "i").test(other),
  );
  if (!isThere) indexes.push(sql);
}
