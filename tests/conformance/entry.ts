// Runs inside of the server, and applies our JSON Schema rule to every case.
import { compileSchema } from "../../src/lib/json-schema/index.ts";
import { schemaProblems } from "../../src/lib/json-schema/problems.ts";
import type { Group } from "./suite.ts";

/** Returns `"pass"` or `"wrong"` for each case, or why the schema is refused. */
export const run = ({ schema, tests }: Group): string[] => {
  const [problem] = schemaProblems(schema);
  if (problem) return tests.map(() => `${problem.path.join(".")}: ${problem.message}`);
  const validate = compileSchema(schema as never);
  return tests.map(({ data, valid }) =>
    (validate(data, (error) => error) === undefined) === valid ? "pass" : "wrong",
  );
};
