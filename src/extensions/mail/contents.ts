// The contents of attachments that a caller has given. They are in a table of their own, so that
// the outbox stays quick to list, and the mails of a list share them.
import type { App } from "../../contract/pocketbase.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import type { Attach } from "./row.ts";
import { type Attachment, PermanentFailure } from "./transports/transport.ts";

export function storeContents(app: App, files: string, contents: string[]): void {
  contents.forEach((content, position) => {
    execute(
      app,
      "INSERT INTO bundle_attachments (files, position, content) VALUES ({:files}, {:position}, {:content})",
      { files, position, content },
    );
  });
}

export function contentOf(
  app: App,
  files: string,
  { name, content: position }: Extract<Attach, { content: number }>,
): Attachment {
  const content = value<string>(
    app,
    "SELECT json_quote(content) AS row FROM bundle_attachments WHERE files = {:files} AND position = {:position}",
    { files, position },
  );
  if (!content) throw new PermanentFailure(`The content of the attachment ${name} is gone.`);
  const bytes = Buffer.from(content, "base64");
  const file = $filesystem.fileFromBytes(bytes as never, name);
  return { name, size: bytes.length, file };
}
