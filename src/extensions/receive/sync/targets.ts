import type { SyncOptions, SyncTarget } from "../options.ts";
import type { Kind } from "./objects.ts";

/** The values of any kind of object. */
// biome-ignore lint/suspicious/noExplicitAny: what each kind has is in its type.
export type Values = Record<string, any>;
export type Target = SyncTarget<Values>;

/** Returns the targets of all kinds, each with a name of its own. */
export const targetsOf = (sync: SyncOptions): { kind: Kind; name: string; target: Target }[] =>
  (["customers", "subscriptions", "payments"] as const).flatMap((kind) =>
    [sync[kind] ?? []]
      .flat()
      .map((target, index) => ({ kind, name: `${kind}[${index}]`, target: target as Target })),
  );
