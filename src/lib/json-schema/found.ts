import type { FieldError } from "../values/field-error.ts";
import { schemaError } from "./index.ts";

export type Path = (string | number)[];

/** A client corrects no more at a time. */
const MAX_FAILURES = 50;

interface Failure {
  path: Path;
  error: FieldError;
}

/** What a schema found in a value: its failures, and the properties and items that it looked at. */
export class Found {
  readonly failures: Failure[] = [];
  readonly evaluated = new Set<string | number>();

  get isValid() {
    return this.failures.length === 0;
  }

  get isFull() {
    return this.failures.length >= MAX_FAILURES;
  }

  add(path: Path, keyword: string, message: string) {
    this.take([{ path, error: schemaError(keyword, message) }]);
  }

  take(failures: Failure[]) {
    this.failures.push(...failures.slice(0, MAX_FAILURES - this.failures.length));
  }

  /** Takes over what another schema found in the same value. */
  join({ failures, evaluated }: Found) {
    this.take(failures);
    for (const key of evaluated) this.evaluated.add(key);
  }
}
