import type { TestResponse } from "../mock/api/serve-request.ts";
import { toApiError } from "../mock/go/api-error.ts";
import { GoError } from "../mock/go/errors.ts";
import { type Checked, show } from "./assertion.ts";

/** Codes by field. A field inside of another one is written as `"address.city"`. */
export type FieldCodes = { [field: string]: string };

type Answer = Pick<TestResponse, "status" | "json" | "hint">;

/**
 * An answer, or a function that throws the error that PocketBase would answer with, such as
 * `() => app.save(…)`.
 */
type Refusal = Answer | (() => unknown);

/** Returns the refused fields, each with its code. */
export function rejectedFields(refusal: Refusal): FieldCodes {
  return codesOf((answerOf(refusal).json as { data?: unknown } | null)?.data, "");
}

function answerOf(refusal: Refusal): Answer {
  if (typeof refusal !== "function") return refusal;
  try {
    refusal();
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const { status, data } = toApiError(error);
    return { status, json: { data } };
  }
  return { status: 200, json: null };
}

function codesOf(data: unknown, path: string): FieldCodes {
  if (data === null || typeof data !== "object") return {};
  const codes: FieldCodes = {};
  for (const [name, error] of Object.entries(data)) {
    const { code } = error as { code?: unknown };
    if (typeof code === "string") codes[path + name] = code;
    else Object.assign(codes, codesOf(error, `${path}${name}.`));
  }
  return codes;
}

/** Checks for the status 400 and exactly these fields. */
export function checkRejection(refusal: Refusal, expected: FieldCodes): Checked {
  const answer = answerOf(refusal);
  const found = rejectedFields(answer);
  const names = [...new Set([...Object.keys(found), ...Object.keys(expected)])];
  const same = names.every((name) => found[name] === expected[name]);
  const said = `status ${answer.status} and ${show(found)}`;
  return {
    pass: answer.status === 400 && same,
    message: `expected status 400 and ${show(expected)}, got ${said}${answer.hint ? `. ${answer.hint}` : ""}`,
  };
}
