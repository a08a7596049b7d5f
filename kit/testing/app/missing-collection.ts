import { suggestion } from "../known-keys.ts";
import type { App } from "../mock/core/app.ts";
import type { TestAppOptions } from "./options.ts";

const RECORDS = /^\/api\/collections\/([^/?#]+)\/records(?:[/?#]|$)/;

/** Says why a request for records is answered with 404; undefined where the collection exists. */
export function missingCollectionOf(app: App, path: string, options: TestAppOptions) {
  const [, name] = path.match(RECORDS) ?? [];
  return name === undefined ? undefined : missingCollection(app, name, options);
}

/** Says that a collection does not exist, and what to do; undefined where it exists. */
export function missingCollection(
  app: App,
  name: string,
  { migrationsDir, migrations, collections }: TestAppOptions,
): string | undefined {
  if (app.findCachedCollection(name)) return undefined;
  const names = app.findAllCollections().map((one) => one.name);
  const made = migrationsDir ?? migrations ?? collections;
  const advice = made
    ? ""
    : ' createTestApp() got no migrationsDir, migrations or collections, which make collections: give it for example migrationsDir: "pb_migrations".';
  return `There is no collection "${name}".${suggestion(name, names)}${advice}`;
}
