import type { App } from "../../contract/pocketbase.ts";

/** Finds one thing that a person should know of, and says it in a sentence. */
type Note = (app: App) => string | undefined;

/** `bundle status` prints what these find above everything else. */
const NOTES: Note[] = [];

export const notesOn = (app: App): string[] => NOTES.flatMap((note) => note(app) ?? []);
