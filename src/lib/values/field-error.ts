/** An error at one field, as PocketBase's SDKs and dashboard read it. */
export interface FieldError {
  /** The stable code `validation_<rule>`. */
  code: string;
  message: string;
  /** The rule's option, for clients that write their own messages. */
  params?: Record<string, unknown>;
}

/** Errors by field. Errors inside of a JSON field are nested by their path. */
export interface FieldErrorMap {
  [field: string]: FieldError | FieldErrorMap;
}

/** Adds an error at a path. An existing error stays, and an error above the path hides this one. */
export function addError(
  errors: FieldErrorMap,
  path: (string | number)[],
  error: FieldError,
): void {
  const [key, ...rest] = path.map(String);
  if (key === undefined) return;
  const existing = Object.hasOwn(errors, key) ? errors[key] : undefined;
  if (rest.length === 0) {
    if (!existing || !isFieldError(existing)) setOwn(errors, key, error);
    return;
  }
  if (existing && isFieldError(existing)) return;
  const nested: FieldErrorMap = existing ?? {};
  setOwn(errors, key, nested);
  addError(nested, rest, error);
}

/** A field that is called "message" has an object there. */
export const isFieldError = (value: object): value is FieldError =>
  typeof (value as { message?: unknown }).message === "string";

/** Defines an own property even for `__proto__`, which a client may use as a name. */
export const setOwn = <T>(object: Record<string, T>, key: string, value: T) =>
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
