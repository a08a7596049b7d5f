declare const POCKETBUNDLE_VERSION: string;

/** The version in package.json, which the build puts in. */
export const VERSION = POCKETBUNDLE_VERSION;
