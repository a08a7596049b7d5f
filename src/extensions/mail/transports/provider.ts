import type { Provider } from "../options.ts";

/** The options of one service. */
export type ProviderOf<Name extends Provider["provider"]> = Extract<Provider, { provider: Name }>;
