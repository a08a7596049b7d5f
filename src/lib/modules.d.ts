/**
 * punycode has no types. The slash selects the package instead of Node.js's own module of that
 * name.
 */
declare module "punycode/" {
  /** Returns a domain or an address with its labels as DNS has them. */
  export function toASCII(text: string): string;
}
