/** The extension's name, whether the config has background work or not. */
export const WORK = "pocketbundle-work";
