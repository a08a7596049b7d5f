// Patterns are rewritten for an engine without lookarounds. They must mean what they meant.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expressionOf } from "../../src/lib/patterns/expression.ts";
import { linearExpression } from "../../src/lib/patterns/linear.ts";

const one = (...texts: string[]) => fc.constantFrom(...texts);
const sequence = (part: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(part, { maxLength }).map((parts) => parts.join(""));

const atom = one("a", "b", "-", ".", "\\d", "\\S", "[ab]", "[^a]", "[\\S]", "[^\\S]", "[\\]a]");
const simple = sequence(
  fc.tuple(atom, one("", "", "*", "+", "?", "{2}", "{0,3}?")).map((parts) => parts.join("")),
  3,
);
/** Linear: groups, alternatives and anchors, and no lookaround. */
const plain = fc.oneof(
  simple,
  fc
    .tuple(one("(", "(?:", "(?<name>"), simple, simple, one(")", ")*", "){2}"))
    .map(([open, left, right, close]) => `${open}${left}|${right}${close}`),
);
const lookahead = fc.tuple(one("(?=", "(?!"), plain, one(")", "$)")).map((parts) => parts.join(""));
const lookbehind = fc
  .tuple(one("(?<=", "(?<!"), one("", "^"), plain)
  .map((parts) => `${parts.join("")})`);
/** An alternative whose lookarounds stand where they can be replaced. */
const alternative = fc
  .tuple(
    fc.oneof(
      sequence(lookahead, 2).map((looks) => `^${looks}`),
      lookahead.map((look) => `${look}^`),
      one(""),
    ),
    sequence(plain, 2),
    fc.oneof(
      sequence(lookbehind, 2).map((looks) => `${looks}$`),
      lookbehind.map((look) => `$${look}`),
      one(""),
    ),
  )
  .map((parts) => parts.join(""))
  // A name may stand once in a pattern.
  .filter((text) => text.split("(?<name>").length < 3);
const pattern = fc
  .tuple(
    alternative,
    fc.oneof(
      one(""),
      alternative.map((text) => `|${text.replaceAll("<name>", ":")}`),
    ),
  )
  .map((parts) => parts.join(""));
const texts = fc.array(sequence(one("a", "b", "-", "1", " ", "]", "\u2028", "𠀀", "\ud83d"), 6), {
  minLength: 20,
  maxLength: 20,
});

describe("a rewritten pattern", () => {
  it("matches what the pattern matches", () => {
    fc.assert(
      fc.property(pattern, texts, (source, tried) => {
        const reference = new RegExp(source, "u");
        const expression = linearExpression(source);
        for (const text of tried) expect(expression.test(text)).toBe(reference.test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["^(?!-)[a-z-]+(?<!-)$", ["a", "a-b"], ["-a", "a-", ""]],
    ["^(?=.*[A-Z])(?=.*\\d).{8,}$", ["Abcdefg1"], ["abcdefg1", "Abcdefgh", "Ab1"]],
    ["^(?!.*--)[a-z-]+$|^$", ["a-b", ""], ["a--b"]],
    ["^(?!admin$|root$)\\w+$", ["admins"], ["admin", "root"]],
    ["^[\\s\\S]{3}$", ["a\nb", "𠀀𠀀𠀀"], ["ab"]],
    ["^(?<year>\\d{4})-\\d\\d$", ["2024-01"], ["24-01"]],
    ["[\\\\S]", ["S", "\\"], ["a"]],
    ["[(?=]\\(\\?=", ["=(?="], ["a(?="]],
  ])("%s", (source, accepted, refused) => {
    const expression = linearExpression(source);
    for (const text of accepted) expect(expression.test(text), text).toBe(true);
    for (const text of refused) expect(expression.test(text), text).toBe(false);
  });
});

it.each(["[ab]{0,1000}c", "^(?:[ab]{10}){30}$", "a{500}b"])(
  "%s does not match a text for which its counts would take long",
  (pattern) => {
    const begin = process.cpuUsage();
    expect(expressionOf(pattern).test(`${"ab".repeat(1_000_000)}c`)).toBe(false);
    expect(process.cpuUsage(begin).user).toBeLessThan(1_000_000);
  },
);

describe("refused, because its time may grow without limit:", () => {
  it.each([
    ["(?=.*\\d).{8,}", "(?="],
    ["a(?!b)", "(?!"],
    ["^(?:(?!foo).)*$", "(?!"],
    ["^((?!-)[a-z-]+(?<!-)\\.)+$", "(?!"],
    ["(?<=a)b", "(?<="],
    ["^(?<=a)b", "(?<="],
    ["^(?=(?=a)b)", "(?="],
    ["a|b(?=c)$", "(?="],
    ["^(a)\\1$", "\\1"],
    ["^(?=(a)\\1)", "\\1"],
    ["(?<x>a)\\k<x>", "\\k"],
    ["a{1001}", "1000"],
    ["a{1,2000}", "1000"],
    ["(?:(?:ab{20})?c{1,60}){20}", "1000"],
    ["(?:a{30}){3}(?:(?:b{30}){30}){2}", "1000"],
  ])("%s", (source, named) => {
    expect(new RegExp(source, "u")).toBeInstanceOf(RegExp);
    expect(() => linearExpression(source)).toThrow(named);
  });
});
