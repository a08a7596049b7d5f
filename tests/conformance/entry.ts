// Runs inside of the server, and applies our JSON Schema rule to every case.
import { compileSchema } from "../../src/lib/json-schema/index.ts";
import type { Group } from "./suite.ts";

/** Returns `"pass"` or `"wrong"` for each case, or why the schema is refused. */
export const run = ({ schema, tests }: Group): string[] => {
  let validate: ReturnType<typeof compileSchema>;
  try {
    validate = compileSchema(schema as never);
  } catch (error) {
    return tests.map(() => String(error instanceof Error ? error.message : error));
  }
  return tests.map(({ data, valid }) =>
    (validate(data, (error) => error) === undefined) === valid ? "pass" : "wrong",
  );
};
