// The files of a mail: of records, stored contents, and the images that the HTML shows.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { maxSize, tooLarge } from "./attach.ts";
import { contentOf } from "./contents.ts";
import { safeName } from "./file-name.ts";
import type { MailOptions } from "./options.ts";
import type { Attach, QueuedMail } from "./row.ts";
import { type Attachment, PermanentFailure, TemporaryFailure } from "./transports/transport.ts";

export function attachments(
  options: MailOptions,
  { attach, files }: QueuedMail,
  images: { contentId: string; path: string }[],
  app: App,
): Attachment[] {
  const all = [
    ...[attach ?? []].flat().flatMap((one) => filesOf(app, one, files)),
    ...images.map(({ contentId, path }) => {
      const file = $filesystem.fileFromPath(path);
      return { name: contentId, size: file.size, contentId, file };
    }),
  ];
  const size = all.reduce((sum, file) => sum + file.size, 0);
  if (size <= maxSize(options)) return all;
  throw new PermanentFailure(tooLarge(size, options));
}

/** A superuser may have edited the row. */
function filesOf(app: App, attach: Attach, files: string): Attachment[] {
  if ("content" in attach) return [contentOf(app, files, attach)];
  if (!attach.collection || !attach.record) throw new PermanentFailure(NO_FORM);
  if ("fields" in attach) return filesOfFields(app, attach);
  return [fileOf(app, attach)];
}

const NO_FORM =
  "attach: Expected a list of { collection, record, fields } or { collection, record, file }.";

function filesOfFields(
  app: App,
  { collection: name, record: id, fields }: Extract<Attach, { fields: string[] }>,
): Attachment[] {
  const collection = findCollection(app, name);
  if (!collection) throw new PermanentFailure(`attach: There is no collection "${name}".`);
  const unknown = fields.find((field) => collection.fields.getByName(field)?.type() !== "file");
  if (unknown) throw new PermanentFailure(`attach: ${name} has no file field "${unknown}".`);
  const record = recordOf(app, name, id);
  return read(
    app,
    record,
    fields.flatMap((field) => record.getStringSlice(field)),
  );
}

/**
 * Whoever has the address of a file can load it, unless its field is protected. So a protected file
 * is attached only by who names its field.
 */
function fileOf(
  app: App,
  { collection, record: id, file, name }: Extract<Attach, { file: string }>,
): Attachment {
  if (!findCollection(app, collection))
    throw new PermanentFailure(`attach: There is no collection "${collection}".`);
  const record = recordOf(app, collection, id);
  const field = record.findFileFieldByFile(file);
  if (!field) throw new PermanentFailure(`The file ${file} of ${collection}/${id} is gone.`);
  if (field.protected) {
    throw new PermanentFailure(
      `The file ${file} is protected. Attach it as { collection, record, fields: ["${field.name}"] }.`,
    );
  }
  const [found] = read(app, record, [file]) as [Attachment];
  return name ? { ...found, name } : found;
}

function recordOf(app: App, collection: string, id: string) {
  const [record] = app.findRecordsByIds(collection, [id]);
  if (record) return record;
  throw new PermanentFailure(
    `The record ${id} of ${collection}, whose files are attached, is gone.`,
  );
}

/**
 * Finds the files in local storage or S3. The transport opens each file when it sends it, so the
 * storage is not closed here.
 */
function read(app: App, record: ReturnType<typeof recordOf>, files: string[]): Attachment[] {
  const storage = app.newFilesystem();
  return files.map((stored) => {
    const key = `${found(stored, () => ownerOf(app, record, stored)).baseFilesPath()}/${stored}`;
    const { originalName, size } = found(stored, () => storage.getReuploadableFile(key, true));
    // Go's own reader is a function in JavaScript and has no methods, so the mailer could not
    // read from it.
    const reader = { open: () => storage.getReader(key) };
    return { name: safeName(originalName), size, file: { reader } };
  });
}

/** A view's files are stored with the records that it shows: PocketBase's `apis/file.go`. */
function ownerOf(app: App, record: ReturnType<typeof recordOf>, file: string) {
  const collection = record.collection();
  if (!collection.isView()) return record;
  const field = record.findFileFieldByFile(file)?.name ?? "";
  return app.findRecordByViewFile(collection.id, field, file);
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
