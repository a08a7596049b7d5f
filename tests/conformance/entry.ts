// Runs inside the server: what our JSON Schema rule says of every case.
import { compileSchema } from "../../src/lib/json-schema/index.ts";
import type { Group } from "./suite.ts";

/** Per case `"pass"`, `"wrong"`, or why the schema is refused. */
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
