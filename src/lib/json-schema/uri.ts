// The formats "uri" and "uri-reference" (RFC 3986, appendix A). The library's own expressions are
// the same grammar written out in five kilobytes.
import { IsIPv6 } from "typebox/format";

const UNRESERVED = "-a-z0-9._~!$&'()*+,;=";
const characters = (more: string) => `(?:[${UNRESERVED}${more}]|%[0-9a-f]{2})`;
const SEGMENTS = `(?:/${characters(":@")}*)*`;
/** The literal in brackets is the only group. */
const AUTHORITY = `//(?:${characters(":")}*@)?(?:\\[([^\\]]*)\\]|${characters("")}*)(?::\\d*)?`;
const END = `(?:\\?${characters(":@/?")}*)?(?:#${characters(":@/?")}*)?$`;

/** `first` are the characters of the path's first segment: without a scheme, it has no colon. */
const grammar = (start: string, first: string) =>
  new RegExp(
    `^${start}(?:${AUTHORITY}${SEGMENTS}|/(?:${characters(":@")}+${SEGMENTS})?|${characters(first)}+${SEGMENTS}|)${END}`,
    "i",
  );

const ABSOLUTE = grammar("[a-z][a-z0-9+.-]*:", ":@");
const RELATIVE = grammar("", "@");
const FUTURE_ADDRESS = new RegExp(`^v[0-9a-f]+\\.[${UNRESERVED}:]+$`, "i");

function matches(expression: RegExp, text: string): boolean {
  const [whole, address] = expression.exec(text) ?? [];
  if (whole === undefined) return false;
  return address === undefined || IsIPv6(address) || FUTURE_ADDRESS.test(address);
}

export const isUri = (text: string): boolean => matches(ABSOLUTE, text);
export const isUriReference = (text: string): boolean => isUri(text) || matches(RELATIVE, text);
