// The parts of Go's net/http requests and responses that hook files see.

import { Bytes, GO, goType } from "../go/go.ts";
import { ADDRESS } from "../goja/globals-http.ts";

export interface TestRequest {
  method: string;
  /** The path with its query. */
  path: string;
  /** A header with a list of values is sent several times. */
  headers?: { [name: string]: string | readonly string[] };
  /** Texts and bytes are sent as they are, and anything else as JSON. */
  body?: unknown;
}

class Header {
  static readonly [GO] = goType({
    name: "Header",
    type: "Header",
    methods: ["add", "del", "get", "set", "values"],
  });
  readonly #values = new Map<string, string[]>();

  values = (name: string) => this.#values.get(name.toLowerCase()) ?? [];
  get = (name: string) => this.values(name)[0] ?? "";
  del = (name: string) => void this.#values.delete(name.toLowerCase());
  set = (name: string, value: string) => void this.#values.set(name.toLowerCase(), [String(value)]);
  add = (name: string, value: string) =>
    void this.#values.set(name.toLowerCase(), [...this.values(name), String(value)]);
  entries = () => [...this.#values].map(([name, values]) => [name, values[0] ?? ""] as const);
}

/** `url.Values`. */
class QueryValues {
  static readonly [GO] = goType({
    name: "Values",
    type: "Values",
    methods: ["add", "del", "encode", "get", "has", "set"],
  });
  readonly params: URLSearchParams;

  constructor(query: string) {
    this.params = new URLSearchParams(query);
  }

  get = (name: string) => this.params.get(name) ?? "";
  has = (name: string) => this.params.has(name);
  set = (name: string, value: string) => this.params.set(name, value);
  add = (name: string, value: string) => this.params.append(name, value);
  del = (name: string) => this.params.delete(name);
  encode = () => this.params.toString();
  /** What Go writes of the map; goja shows only its methods. */
  toJSON = () =>
    Object.fromEntries([...this.params.keys()].map((name) => [name, this.params.getAll(name)]));
}

class RequestUrl {
  static readonly [GO] = goType({
    name: "URL",
    type: "URL",
    stringer: true,
    fields: ["path", "rawQuery", "host", "scheme", "fragment"],
    methods: ["query", "string", "requestURI"],
  });
  readonly host = "";
  readonly scheme = "";
  readonly fragment = "";
  readonly path: string;
  rawQuery: string;

  constructor(target: string) {
    const at = target.indexOf("?");
    this.path = decodeURIComponent(at < 0 ? target : target.slice(0, at));
    this.rawQuery = at < 0 ? "" : target.slice(at + 1);
  }

  query = () => new QueryValues(this.rawQuery);
  string = () => this.path + (this.rawQuery && `?${this.rawQuery}`);
  requestURI = () => this.string();
}

/**
 * An `io.Reader`. PocketBase lets a body be read again (tools/router/rereadable_read_closer.go).
 */
export class Reader {
  static readonly [GO] = goType({ name: "Reader" });
  #atEnd = false;
  constructor(readonly bytes: Bytes) {}

  read(): Bytes {
    const bytes = this.#atEnd ? new Bytes() : this.bytes;
    this.#atEnd = false;
    return bytes;
  }

  /** A JSON body that cannot be parsed is read and not rewound, so the next read gives nothing. */
  leaveAtEnd(): void {
    this.#atEnd = true;
  }
}

export class HttpRequest {
  static readonly [GO] = goType({
    name: "Request",
    type: "Request",
    fields: ["method", "url", "header", "body", "host", "remoteAddr", "contentLength"],
    methods: ["pathValue", "setPathValue", "userAgent", "referer"],
  });
  readonly host = ADDRESS;
  readonly remoteAddr = "127.0.0.1:50000";
  readonly header = new Header();
  readonly method: string;
  readonly url: RequestUrl;
  readonly body: Reader;
  readonly contentLength: number;
  #pathValues: { [name: string]: string } = {};

  constructor({ method, path, headers = {}, body }: TestRequest) {
    this.method = method.toUpperCase();
    this.url = new RequestUrl(path);
    const isAsItIs = body === undefined || typeof body === "string" || body instanceof Uint8Array;
    if (!isAsItIs) this.header.set("Content-Type", "application/json");
    for (const [name, values] of Object.entries(headers)) {
      this.header.del(name);
      // Go's net/textproto removes the space around a value.
      for (const value of [values].flat()) this.header.add(name, value.trim());
    }
    const content = isAsItIs ? (body ?? "") : JSON.stringify(body);
    this.body = new Reader(new Bytes(Buffer.from(content)));
    this.contentLength = this.body.bytes.length;
  }

  pathValue = (name: string) => this.#pathValues[name] ?? "";
  setPathValue = (name: string, value: string) => {
    this.#pathValues[name] = value;
  };
  userAgent = () => this.header.get("User-Agent");
  referer = () => this.header.get("Referer");
}

/** tools/router/router.go, ResponseWriter: the first status stays. */
export class HttpResponse {
  static readonly [GO] = goType({
    name: "Response",
    type: "Response",
    methods: ["header", "status", "written", "flush", "write", "writeHeader"],
  });
  readonly #header = new Header();
  #status = 0;
  #text = "";

  header = () => this.#header;
  status = () => this.#status;
  written = () => this.#status !== 0;
  text = () => this.#text;

  writeHeader(status: number): void {
    if (this.#status === 0) this.#status = status;
  }

  write(data: Bytes | string): number {
    this.writeHeader(200);
    this.#text += typeof data === "string" ? data : Buffer.from(data).toString();
    return data.length;
  }

  flush(): void {
    this.writeHeader(200);
  }
}
