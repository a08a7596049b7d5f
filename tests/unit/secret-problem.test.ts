import { describe, expect, it } from "vitest";
import { secretProblem, unsetProblem } from "../../src/lib/secret-problem.ts";

describe("a secret that is none", () => {
  it.each([
    " ",
    "\n\t",
    "undefined",
    " Undefined\n",
    "null",
    "NaN",
    "true",
    "[object Object]",
    "Bearer undefined",
    "undefinedundefined",
    "-Infinity",
  ])("is refused, also as a key of an API: %j", (text) => {
    expect(secretProblem(text)).toMatch(/^Expected a secret, got /);
    expect(unsetProblem(text)).toBe(secretProblem(text));
    expect(unsetProblem(`whsec_${text}`)).toBe(secretProblem(text));
  });

  it.each([
    "a",
    "abcde",
    "xxxxxxxxxxxx",
    "1234567890123",
    "-12345.678",
    "whsec_1",
    "whsec_aaaaaaaa",
    "whsec_123456",
  ])("is refused and not shown: %j", (text) => {
    expect(secretProblem(text)).toMatch(/^Expected a secret/);
    expect(secretProblem(text)).not.toContain(`"${text}"`);
    expect(unsetProblem(text)).toBeUndefined();
  });

  it("is not what senders make, or what a user chose", () => {
    for (const text of [
      "lemon secret ä",
      "whsec_test",
      "pdl_ntfset_1xyz",
      "a1b2c3",
      "undefined behaviour",
    ])
      expect(secretProblem(text)).toBeUndefined();
  });
});
