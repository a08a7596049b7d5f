// forms/record_upsert.go, validateFormFields

import { required } from "../core/fields/field-errors.ts";
import type { GoError } from "../go/errors.ts";
import { ValidationError, ValidationErrors } from "../go/validation-errors.ts";
import type { RecordRequestEvent } from "./record-request-events.ts";

/**
 * Checks the fields that a request needs besides the record's own when it creates or updates an
 * auth record.
 */
export function checkAuthForm({ app, record, state }: RecordRequestEvent): void {
  if (!record.collection().isAuth()) return;
  const { password, passwordConfirm, oldPassword } = state.info().body;
  const errors: { [field: string]: GoError } = {};
  const isManager = state.auth?.isSuperuser() ?? false;
  const original = record.original();
  if (!isManager && record.verified() !== original.verified()) errors.verified = mismatch();
  if (record.isNew()) {
    if (!password) errors.password = required();
    if (!passwordConfirm) errors.passwordConfirm = required();
    else if (passwordConfirm !== password) errors.passwordConfirm = mismatch();
  } else if (password || passwordConfirm || oldPassword) {
    throw app.core.failures.notMocked("changing a password by a request");
  } else if (!isManager && record.email() !== original.email()) {
    errors.email = mismatch();
  }
  if (Object.keys(errors).length > 0) throw new ValidationErrors(errors);
}

const mismatch = () => new ValidationError("validation_values_mismatch", "Values don't match.");
