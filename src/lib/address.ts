// What a mail address is: for the rule `email`, and for mail.

/**
 * A dot-string and a host name (RFC 5321, 4.1.2) with a dot (2.3.5). The counted repeats of the
 * grammar are left out, because the runtime unrolls each of them in every VM.
 */
const ADDRESS =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
// RFC 5321, 4.5.3.1, limits the address (without its angle brackets) and its local part; RFC 1035,
// 2.3.4, limits a label.
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
const MAX_LABEL = 63;

/**
 * Whether every mail server can be asked to deliver to the address. Quoted local parts and address
 * literals are refused, although RFC 5321 allows them. So are letters before the @ that are not
 * ASCII: only servers with SMTPUTF8 (RFC 6531) take them, on the whole way. A domain may have any
 * letters, because DNS has a form in ASCII for it.
 */
export const isAddress = (text: string): boolean =>
  text.length <= MAX_ADDRESS && isAscii(asciiDomain(text));

function isAscii(text: string): boolean {
  if (text.length > MAX_ADDRESS || !ADDRESS.test(text)) return false;
  if (text.length <= MAX_LABEL) return true;
  const [local = "", domain = ""] = text.split("@");
  return local.length <= MAX_LOCAL && domain.split(".").every((label) => label.length <= MAX_LABEL);
}

const NON_ASCII = /[^\0-\x7f]/;
/** No domain has characters that nobody sees, or a label with a hyphen at an end. */
const IMPOSSIBLE =
  /[\x80-\xa0\xad\u061c\u180e\u2000-\u206f\ufeff\ufff0-\uffff]|(?:^|\.)-|-(?:\.|$)/;

/**
 * Returns the address with its domain as DNS has it (RFC 5890: `bücher` is `xn--bcher-kva`), which
 * every mail server and service accepts. A text that is no address stays as it is.
 */
export function asciiDomain(text: string): string {
  const at = text.lastIndexOf("@") + 1;
  const domain = text.slice(at);
  if (!NON_ASCII.test(domain) || IMPOSSIBLE.test(domain)) return text;
  return text.slice(0, at) + lazy(import("./idn.ts")).toAsciiDomain(domain);
}
