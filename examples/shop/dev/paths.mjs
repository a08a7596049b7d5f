import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The repository, and the parts of it that the demo reads and writes. */
export const root = path("../../..");
export const source = path("../../../src");
/** The database and the mails; tests bring a folder of their own. */
export const data = process.env.SHOP_DATA ?? path("../.data");
export const hooks = path("../pb_hooks");
export const migrations = path("../pb_migrations");
export const pages = path("../pb_public");
