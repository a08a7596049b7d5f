// The files of a mail come from the file fields of a record and from the images that the HTML
// shows.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { safeName } from "./file-name.ts";
import type { MailOptions } from "./options.ts";
import type { Attach, QueuedMail } from "./row.ts";
import { type Attachment, PermanentFailure, TemporaryFailure } from "./transports/transport.ts";

/** 20 MB: most servers accept this much, base64 included. */
const MAX_SIZE = 20_000_000;

export function attachments(
  { maxAttachments = MAX_SIZE }: MailOptions,
  { attach }: QueuedMail,
  images: { contentId: string; path: string }[],
  app: App,
): Attachment[] {
  const all = [
    ...(attach ? filesOf(app, attach) : []),
    ...images.map(({ contentId, path }) => {
      const file = $filesystem.fileFromPath(path);
      return { name: contentId, size: file.size, contentId, file };
    }),
  ];
  const size = all.reduce((sum, file) => sum + file.size, 0);
  if (size <= maxAttachments) return all;
  throw new PermanentFailure(
    `The attachments are ${megabytes(size)} MB, and ${megabytes(maxAttachments)} MB are allowed (mail.maxAttachments).`,
  );
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/**
 * Finds the files in local storage or S3. The transport opens each file when it sends it, so the
 * storage is not closed here.
 */
function filesOf(app: App, { collection, record: id, fields }: Attach): Attachment[] {
  checkFields(app, collection, fields);
  const [record] = app.findRecordsByIds(collection, [id]);
  if (!record) {
    throw new PermanentFailure(
      `The record ${id} of ${collection}, whose files are attached, is gone.`,
    );
  }
  const storage = app.newFilesystem();
  return fields.flatMap((field) =>
    record.getStringSlice(field).map((stored) => {
      const key = `${record.baseFilesPath()}/${stored}`;
      const { originalName, size } = found(stored, () => storage.getReuploadableFile(key, true));
      // Go's own reader is a function in JavaScript and has no methods, so the mailer could not
      // read from it.
      const reader = { open: () => storage.getReader(key) };
      return { name: safeName(originalName), size, file: { reader } };
    }),
  );
}

function checkFields(app: App, name: string, fields: string[]) {
  const collection = findCollection(app, name);
  if (!collection) throw new PermanentFailure(`attach: There is no collection "${name}".`);
  const unknown = fields.find((field) => collection.fields.getByName(field)?.type() !== "file");
  if (unknown) throw new PermanentFailure(`attach: ${name} has no file field "${unknown}".`);
}

/**
 * Turns an error of the storage into a temporary failure, because a storage may be out of reach for
 * a while.
 */
function found<T>(name: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    const words = String(error).replace(/^GoError: /, "");
    throw new TemporaryFailure(`The attachment ${name} cannot be read: ${words}`);
  }
}
