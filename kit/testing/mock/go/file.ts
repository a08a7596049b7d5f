import { GO, goType } from "./go.ts";

/** An opened file, `io.ReadSeekCloser`. */
export class FileStream {
  static readonly [GO] = goType({ name: "ReadSeekCloser", methods: ["close"] });
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  close(): void {}
}

/** tools/filesystem/file.go, BytesReader. */
class BytesReader {
  static readonly [GO] = goType({ name: "BytesReader", methods: ["open"] });
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  open = () => new FileStream(this.#bytes);
}

/** tools/filesystem/file.go, File, with its content in memory. */
export class ByteFile {
  static readonly [GO] = goType({
    name: "File",
    fields: ["reader", "name", "originalName", "size"],
  });
  reader: unknown;
  name: string;
  originalName: string;
  size: number;

  constructor(bytes: Uint8Array, name: string) {
    this.reader = new BytesReader(bytes);
    this.name = name;
    this.originalName = name;
    this.size = bytes.length;
  }
}
