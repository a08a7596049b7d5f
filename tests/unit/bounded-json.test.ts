import { describe, expect, it } from "vitest";
import { isDeep, MAX_DEPTH, parseBounded } from "../../src/lib/bounded-json.ts";

const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

describe("JSON of another party", () => {
  it("is parsed up to the limit", () => {
    expect(parseBounded('{"a":[1,"\\"]",{}]}')).toEqual({ a: [1, '"]', {}] });
    expect(JSON.stringify(parseBounded(nested(MAX_DEPTH)))).toBe(nested(MAX_DEPTH));
    expect(() => parseBounded("{")).toThrow(SyntaxError);
  });

  it.each([
    ["lists", nested(MAX_DEPTH + 1)],
    ["objects", `${'{"a":'.repeat(MAX_DEPTH + 1)}1${"}".repeat(MAX_DEPTH + 1)}`],
    ["both", `${'[{"a":'.repeat(33)}1${"}]".repeat(33)}`],
    ["open ones", "[".repeat(999_999)],
    ["behind a text with brackets", `["${"]".repeat(100)}",${nested(MAX_DEPTH)}]`],
    ["behind a text with a quote", `["\\"]]]]]\\\\",${nested(MAX_DEPTH)}]`],
    ["behind an escaped line break", `["\\\n",${nested(MAX_DEPTH)}]`],
  ])("is refused when it is deeper: %s", (_what, json) => {
    expect(() => parseBounded(json)).toThrow(`more than ${MAX_DEPTH} levels`);
  });

  it("is not deep because it is wide, or because a text has brackets", () => {
    expect(isDeep(`[${Array(1000).fill('{"a":[1]}').join(",")}]`)).toBe(false);
    expect(isDeep(`["${"[{".repeat(1000)}"]`)).toBe(false);
  });
});
