// The projects in which people write their config.
import type { Project } from "./typescript.ts";

/** `skipLibCheck` where PocketBase's types are: they have errors of their own. */
export const PROJECTS = {
  "with PocketBase's, a browser's and Node.js's types": {
    pocketbase: true,
    options: {
      lib: ["es2023", "dom"],
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
    },
  },
  "with PocketBase's and a browser's types, not strict": {
    pocketbase: true,
    options: { lib: ["es2023", "dom"], types: [], strict: false, skipLibCheck: true },
  },
  "with no other types": {
    pocketbase: false,
    options: { lib: ["es2023"], types: [], strict: true },
  },
  "with a browser's and Node.js's types": {
    pocketbase: false,
    options: {
      lib: ["es2023", "dom"],
      types: ["node"],
      strict: true,
      module: "nodenext",
      skipLibCheck: true,
    },
  },
} satisfies Record<string, Project>;
export type ProjectName = keyof typeof PROJECTS;
