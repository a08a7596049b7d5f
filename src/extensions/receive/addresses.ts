// Which addresses may send.

/** Whether the address is in the list of addresses and ranges. */
export function isAmong(address: string, allowed: string[]): boolean {
  const bits = bitsOf(address);
  return (
    bits !== undefined &&
    allowed.some((range) => {
      const prefix = prefixOf(range);
      return prefix !== undefined && bits.startsWith(prefix);
    })
  );
}

/** Returns the bits that all addresses of a range begin with; `undefined` for an invalid range. */
export function prefixOf(range: string): string | undefined {
  const [address = "", size, more] = range.split("/");
  const bits = bitsOf(address);
  if (bits === undefined || more !== undefined) return undefined;
  if (size === undefined) return bits;
  const offset = address.includes(":") ? 0 : MAPPED.length;
  const length = offset + Number(size);
  return /^\d{1,3}$/.test(size) && length <= bits.length ? bits.slice(0, length) : undefined;
}

/** IPv4 inside IPv6, as a server that listens on both sees it. */
const MAPPED = `${"0".repeat(80)}${"1".repeat(16)}`;

/** Returns the 128 bits of an address. */
function bitsOf(address: string): string | undefined {
  const dotted = address.match(/^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i)?.[1];
  if (dotted !== undefined) {
    const bytes = dotted.split(".").map(Number);
    return bytes.every((byte) => byte <= 255) ? MAPPED + join(bytes, 8) : undefined;
  }
  const groups = groupsOf(address);
  return groups?.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? join(
        groups.map((group) => Number.parseInt(group, 16)),
        16,
      )
    : undefined;
}

/** Returns the eight groups of an IPv6 address, in which `::` stands for the missing zeros. */
function groupsOf(address: string): string[] | undefined {
  const [head = [], tail, more] = address.split("::").map((part) => (part ? part.split(":") : []));
  if (tail === undefined) return head.length === 8 ? head : undefined;
  const zeros = 8 - head.length - tail.length;
  return more === undefined && zeros > 0
    ? [...head, ...Array(zeros).fill("0"), ...tail]
    : undefined;
}

const join = (numbers: number[], width: number) =>
  numbers.map((number) => number.toString(2).padStart(width, "0")).join("");
