import type { Migration } from "../../../kernel/extensions.ts";
import { execute } from "../../../pocketbase/sql.ts";

/** `content` is in base64, and `position` counts from 0. */
const TABLE = `CREATE TABLE IF NOT EXISTS bundle_attachments (files TEXT NOT NULL, position INTEGER NOT NULL,
  content TEXT NOT NULL, PRIMARY KEY (files, position))`;

/** The contents go with the last mail that has them, however it is deleted. */
const TRIGGER = `CREATE TRIGGER bundle_mails_files AFTER DELETE ON bundle_mails
  WHEN OLD.files != '' AND NOT EXISTS (SELECT 1 FROM bundle_mails WHERE files = OLD.files)
  BEGIN DELETE FROM bundle_attachments WHERE files = OLD.files; END`;

export const attachments: Migration = {
  after(tx) {
    execute(tx, TABLE);
    execute(tx, "DROP TRIGGER IF EXISTS bundle_mails_files");
    execute(tx, TRIGGER);
  },
};
