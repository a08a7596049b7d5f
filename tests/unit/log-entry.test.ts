import { expect, it } from "vitest";
import { logEntry } from "../../src/lib/log-entry.ts";

it.each([
  ["one line", "one line"],
  ["a\n[pocketbundle] forged", "a\n\t[pocketbundle] forged"],
  ["a\r\n\n2026/01/01 forged", "a \n\n\t2026/01/01 forged"],
  ["a\rforged", "a forged"],
  ["a\u001b[2Kforged\u0085\u2028b", "a [2Kforged  b"],
  ["a\n\tat x (y.js:1:2)", "a\n\tat x (y.js:1:2)"],
])("a text of a stranger makes no entry of its own: %j", (text, entry) => {
  expect(logEntry(text)).toBe(entry);
});
