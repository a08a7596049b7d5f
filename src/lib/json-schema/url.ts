// goja has no URL. This is RFC 3986's reference resolution in the shape of URL, as far as JSON
// Schema's $id and $ref need it.
const PARTS = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is;

interface Parts {
  scheme: string | undefined;
  authority: string | undefined;
  path: string;
  query: string;
  hash: string;
}

function parse(text: string): Parts {
  const [, scheme, authority, path = "", query = "", hash = ""] = PARTS.exec(text) ?? [];
  return { scheme, authority, path, query, hash };
}

export class URL {
  readonly protocol: string;
  readonly pathname: string;
  readonly search: string;
  #fragment: string;
  readonly #authority: string | undefined;

  constructor(reference: string | URL, base?: string | URL) {
    const parts = resolve(
      parse(String(reference)),
      base === undefined ? undefined : parse(String(base)),
    );
    if (parts.scheme === undefined) throw new TypeError(`Invalid URL: ${reference}`);
    this.protocol = `${parts.scheme.toLowerCase()}:`;
    this.#authority = parts.authority;
    this.pathname = withoutDots(parts.path || (parts.authority === undefined ? "" : "/"));
    this.search = parts.query === "?" ? "" : parts.query;
    this.#fragment = parts.hash;
  }

  get host(): string {
    return (this.#authority ?? "").replace(/^.*@/, "").toLowerCase();
  }

  get origin(): string {
    return `${this.protocol}//${this.host}`;
  }

  /** An empty fragment is part of `href` but not of `hash`, as in browsers. */
  get hash(): string {
    return this.#fragment === "#" ? "" : this.#fragment;
  }

  set hash(text: string) {
    const fragment = text === "" || text.startsWith("#") ? text : `#${text}`;
    this.#fragment = fragment.replace(/[ "<>`]|[^\0-\x7f]+/g, encodeURIComponent);
  }

  get href(): string {
    const authority = this.#authority === undefined ? "" : `//${this.#authority}`;
    return `${this.protocol}${authority}${this.pathname}${this.search}${this.#fragment}`;
  }

  toString(): string {
    return this.href;
  }

  static canParse(reference: string, base?: string): boolean {
    try {
      new URL(reference, base);
      return true;
    } catch {
      return false;
    }
  }
}

/** RFC 3986, 5.2.2. */
function resolve(reference: Parts, base: Parts | undefined): Parts {
  if (reference.scheme !== undefined || base === undefined) return reference;
  const { scheme } = base;
  if (reference.authority !== undefined) return { ...reference, scheme };
  if (reference.path === "") {
    return { ...base, query: reference.query || base.query, hash: reference.hash };
  }
  const folder = base.path.slice(0, base.path.lastIndexOf("/") + 1);
  const path = reference.path.startsWith("/") ? reference.path : folder + reference.path;
  return { ...reference, scheme, authority: base.authority, path };
}

/** RFC 3986, 5.2.4. */
function withoutDots(path: string): string {
  if (!path.startsWith("/")) return path;
  const parts: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === ".." && parts.length > 1) parts.pop();
    if (segment !== ".." && segment !== ".") parts.push(segment);
    else if (isLast) parts.push("");
  }
  return parts.join("/");
}
