// plugins/jsvm/binds.go, BindFilesystem

import { castString } from "../go/cast.ts";
import { GoError } from "../go/errors.ts";
import { ByteFile } from "../go/file.ts";
import { GO, goType } from "../go/go.ts";

export class Filesystem {
  static readonly [GO] = goType({
    name: "$filesystem",
    type: "$filesystem",
    methods: ["fileFromBytes"],
  });

  fileFromBytes = (data: unknown, name: unknown) => {
    const bytes = Array.isArray(data) ? Buffer.from(data) : data;
    const content = bytes instanceof Uint8Array ? bytes : Buffer.from(castString(bytes));
    if (content.length === 0) throw new GoError("cannot create an empty file");
    return new ByteFile(content, castString(name));
  };
}
