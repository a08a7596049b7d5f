import type { LimitRule } from "./options.ts";

export const limitsOf = (limit: LimitRule | LimitRule[] | undefined): LimitRule[] =>
  [limit ?? []].flat();
