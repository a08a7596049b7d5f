// How large the values of fields may be. PocketBase validates a record after all handlers of
// `onRecordValidate`, so a rule could meet a value that PocketBase is going to refuse.

/** A field as PocketBase describes it; the options depend on the type. */
export interface SourceField {
  id: string;
  name: string;
  hidden: boolean;
  primaryKey?: boolean;
  type(): string;
  max?: number;
  maxSize?: number;
  maxSelect?: number;
  values?: string[];
  collectionId?: string;
}

/** Whether the raw value has more than `limit` bytes, units or values. */
export const exceeds = (raw: unknown, limit: number | undefined): boolean =>
  limit !== undefined && ((raw as { length?: number } | null)?.length ?? 0) > limit;

const TOO_LARGE =
  "The value is no JSON, or larger than its field allows, so PocketBase refuses it.";
export const tooLarge = () => new RangeError(TOO_LARGE);
export const isTooLarge = (error: unknown) =>
  error instanceof RangeError && error.message === TOO_LARGE;

/** Throws when one of the raw values is too large for its field. */
export function refuseTooLarge(read: (field: string) => unknown, limits: Map<string, number>) {
  for (const [name, limit] of limits) if (exceeds(read(name), limit)) throw tooLarge();
}
