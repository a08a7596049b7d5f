// A program is the text of a schema's check: the constants as JSON, and after the first line break
// the code, in which typebox has given the names to all that it uses.
import { expressionOf } from "../patterns/expression.ts";
import { codePoints } from "../values/rule.ts";
import { isEqual, isMultiple } from "./compare.ts";

/** A value that the code of a program uses, in the form that JSON can hold. */
export type Constant = { value: unknown } | { pattern: string } | { format: string };

type Check = (value: unknown) => boolean;

/** Evaluates a program, which no client's text can be a part of. */
export function evaluateProgram(program: string): Check {
  const end = program.indexOf("\n");
  const constants = (JSON.parse(program.slice(0, end)) as Constant[]).map(constantOf);
  const code = program.slice(end + 1);
  const make = new Function("External", "Guard", "Hashing", "CheckContext", code);
  return make(constants, GUARD, HASHING, Evaluated);
}

function constantOf(constant: Constant): unknown {
  if ("pattern" in constant) return expressionOf(constant.pattern);
  if ("format" in constant) return lazy(import("./formats.ts")).FORMATS[constant.format];
  return constant.value;
}

const GUARD = { CodePointCount: codePoints, IsDeepEqual: isEqual, IsMultipleOf: isMultiple };
const HASHING = {
  get Hash() {
    return lazy(import("../canonical-json.ts")).canonicalJson;
  },
};

interface Level {
  indices: Set<number>;
  keys: Set<string>;
}
const level = (): Level => ({ indices: new Set(), keys: new Set() });

/**
 * What schemas have looked at in a value, for `unevaluatedProperties`. Programs join the calls by
 * `&&`, so what changes it returns something true.
 */
class Evaluated {
  private readonly levels: Level[];

  constructor() {
    this.levels = [level()];
  }

  private get top() {
    return this.levels[this.levels.length - 1] as Level;
  }

  Push() {
    return this.levels.push(level());
  }

  Pop() {
    return this.levels.pop();
  }

  GetIndices() {
    return this.top.indices;
  }

  GetKeys() {
    return this.top.keys;
  }

  AddIndex(index: number) {
    return this.top.indices.add(index);
  }

  AddKey(key: string) {
    return this.top.keys.add(key);
  }

  Merge(others: Evaluated[]) {
    for (const { top } of others) {
      for (const index of top.indices) this.AddIndex(index);
      for (const key of top.keys) this.AddKey(key);
    }
    return true;
  }
}
