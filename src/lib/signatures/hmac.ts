import type { HmacOptions } from "../../contract/signatures.ts";
import { binaryKey, malformed, readTimestamp, type Scheme } from "./scheme.ts";

/** The scheme of any other sender that signs with HMAC-SHA256. */
export function hmac(options: HmacOptions): Scheme {
  const { encoding = "hex", prefix = "", template = "{body}" } = options;
  return {
    encoding,
    tolerance: options.timestamp === undefined ? 0 : 300,
    ...(options.key === "base64" && { key: binaryKey }),
    read({ header, body }) {
      const value = header(options.header);
      if (!value.startsWith(prefix) || value === prefix) return malformed(options.header);
      const signature = value.slice(prefix.length);
      const signatures = [encoding === "hex" ? signature.toLowerCase() : signature];
      if (options.timestamp === undefined) return { signed: fill(template, { body }), signatures };
      const text = header(options.timestamp);
      const timestamp = readTimestamp(text);
      if (timestamp === undefined)
        return `The ${options.timestamp} header is missing, or not a time in seconds.`;
      return { signed: fill(template, { body, timestamp: text }), signatures, timestamp };
    },
  };
}

/** A function returns the replacement, so that a `$` in the body has no meaning. */
const fill = (template: string, values: Record<string, string>) =>
  template.replace(/\{(body|timestamp)\}/g, (_, name) => values[name] ?? "");
