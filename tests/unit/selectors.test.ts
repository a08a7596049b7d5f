import { selectAll } from "css-select";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readSelector } from "../../src/extensions/mail/templates/selectors.ts";
import { elementsOf } from "../../src/extensions/mail/templates/tree.ts";

const pick = <Value>(...values: Value[]) => fc.constantFrom(...values);
const attribute = fc
  .tuple(pick("class", "id", "align", "data-x"), pick("a", "b", "a b", "A-b", "", "b-a"))
  .map(([name, value]) => `${name}="${value}"`);
const tag = fc
  .tuple(pick("p", "td", "b"), fc.uniqueArray(attribute, { maxLength: 2 }))
  .map(([name, attributes]) => `<${[name, ...attributes].join(" ")}>`);
const html = fc.array(
  fc.oneof({ weight: 3, arbitrary: tag }, pick("</p>", "</td>", "</b>", "text")),
  {
    maxLength: 14,
    size: "max",
  },
);
const value = pick("a", "b", '"a b"', "A", '""', "a-", '"b" i');
const simple = fc.oneof(
  pick("p", "td", "TD", "b", "*", ".a", ".b", "#a", "#b", "[ALIGN]", "[data-x]"),
  fc
    .tuple(pick("class", "id", "align", "data-x"), pick("=", "~=", "|=", "^=", "$=", "*="), value)
    // The standard says that this finds nothing, but css-select finds an empty attribute.
    .filter(([, operator, text]) => operator !== "~=" || text !== '""')
    .map(([name, operator, text]) => `[${name}${operator}${text}]`),
);
const compound = fc
  .array(simple, { minLength: 1, maxLength: 3 })
  .filter((parts) => !parts.slice(1).some((part) => /^[a-z*]/i.test(part)))
  .map((parts) => parts.join(""));
const selector = fc
  .tuple(compound, fc.array(fc.tuple(pick(" ", ">", "+", " ~ "), compound), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest.flat()].join(""));

const RUNS = Number(process.env.FUZZ_RUNS ?? 1000);

it("a selector finds what css-select finds", () => {
  let found = 0;
  fc.assert(
    fc.property(html, selector, (parts, text) => {
      const elements = elementsOf(parts.join(""));
      const roots = elements.filter(({ parent }) => parent === null);
      const own = elements.filter((element) => readSelector(text)?.matches(element));
      expect(own).toEqual(selectAll(text, roots as never));
      found += own.length;
    }),
    { numRuns: RUNS },
  );
  expect(found).toBeGreaterThan(RUNS / 40);
});

it.each([
  ["td", 1],
  ["*", 0],
  [".a", 1e3],
  ["[id=a]", 1e3],
  ["#a", 1e6],
  ["td#a.b > .c b", 1e6 + 2e3 + 2],
])("%s weighs %d", (text, weight) => expect(readSelector(text)?.specificity).toBe(weight));

it.each(["a:hover", "p::before", "& b", "a || b", "p[", "> a", "svg|a"])(
  "%s is for a <style> alone",
  (text) => expect(readSelector(text)).toBeUndefined(),
);
