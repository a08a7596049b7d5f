// Runs inside of the server, and applies our JSON Schema rule to every case.
import { errorsOf } from "../../src/lib/json-schema/failures.ts";
import { compileSchema } from "../../src/lib/json-schema/index.ts";
import { schemaProblems } from "../../src/lib/json-schema/problems.ts";
import type { Group } from "./suite.ts";

/**
 * Returns `"pass"` or `"wrong"` for each case, or why the schema is refused. A case is `"unclear"`
 * when the value is decided right, and what is wrong with it is not found, or found in a value that
 * is valid.
 */
export const run = ({ schema, tests }: Group): string[] => {
  const [problem] = schemaProblems(schema);
  if (problem) return tests.map(() => `${problem.path.join(".")}: ${problem.message}`);
  const validate = compileSchema(schema as never);
  return tests.map(({ data, valid }) => {
    if ((validate(data, (error) => error) === undefined) !== valid) return "wrong";
    const found = errorsOf(schema as never, data, (error) => error) as Found;
    return (found.params?.keyword === "schema") === valid ? "pass" : "unclear";
  });
};

interface Found {
  params?: { keyword: string };
}
