import type { Provider } from "../options.ts";

/** Options that the loader has checked: what is required is there. */
type Checked<Options> = {
  [Key in keyof Options]: Partial<Options> extends Pick<Options, Key>
    ? Options[Key]
    : NonNullable<Options[Key]>;
};

/** The options of one service. */
export type ProviderOf<Name extends Provider["provider"]> = Checked<
  Extract<Provider, { provider: Name }>
>;
