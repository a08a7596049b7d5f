// These keys belong to the installation. They are stored, because links in mails must outlive
// restarts and moves.
import type { CollectionDefinition } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { text } from "../../lib/columns.ts";
import { execute, value } from "../../pocketbase/sql.ts";

export const secretsCollection: CollectionDefinition = {
  name: "bundle_secrets",
  system: true,
  fields: [text("name"), { ...text("value"), hidden: true }],
  indexes: ["CREATE UNIQUE INDEX bundle_secrets_name ON bundle_secrets (name)"],
};

/** Does nothing when there is already one. */
export const makeSecret = (app: App, name: string) =>
  execute(
    app,
    "INSERT INTO bundle_secrets (name, value) VALUES ({:name}, {:value}) ON CONFLICT (name) DO NOTHING",
    { name, value: $security.randomString(48) },
  );

/** What this VM has read. */
const secrets = new Map<string, string>();

export function secretOf(app: App, name: string): string {
  const secret =
    secrets.get(name) ??
    value<string>(app, "SELECT json_quote(value) AS row FROM bundle_secrets WHERE name = {:name}", {
      name,
    });
  if (!secret)
    throw new Error(`bundle_secrets has no "${name}". It is made when the server starts.`);
  secrets.set(name, secret);
  return secret;
}
