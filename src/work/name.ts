/** The extension has this name whether the config has background work or not. */
export const WORK = "pocketbundle-work";
