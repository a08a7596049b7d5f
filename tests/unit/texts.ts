import fc from "fast-check";

/** Makes texts of any characters. fast-check's own `unit: "binary"` takes a second to set up. */
export const anyText = (constraints: { maxLength?: number } = {}) =>
  fc.string({
    unit: fc.oneof(
      fc.string({ maxLength: 1 }),
      fc.nat(0xd7ff).map((code) => String.fromCodePoint(code)),
      fc.integer({ min: 0xe000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    ),
    ...constraints,
  });
