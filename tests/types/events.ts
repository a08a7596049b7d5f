// What EventName takes, and what must not compile, as files of a user's project.
import { readFileSync } from "node:fs";

/** Every event that PocketBase's types declare, from their text. */
const declared = [
  ...readFileSync("types/pocketbase.d.ts", "utf8").matchAll(/declare function on(\w+)\(/g),
].map(([, name = ""]) => name.charAt(0).toLowerCase() + name.slice(1));

/**
 * With PocketBase's types. `Record` is a value there too, so that the type needs no name of its
 * own.
 */
export const WITH_POCKETBASE = `
import type { EventName, EventOf, Hook, KnownEventName } from "./pocketbundle";

declare global {
  function onReady(callback: () => void): void;
  function onVisit(path: string, ...tags: string[]): void;
  function onAnything(...values: any[]): any;
  function onMessages(handler: (message: { text: string }) => void, ...tags: string[]): void;
  var onIdle: ((e: { next(): void }) => void) | null;
}

export const all: { [Name in KnownEventName]: true } = {
${declared.map((name) => `  ${name}: true,`).join("\n")}
};
export const event = (e: EventOf<"recordCreate">) => e.record?.getString("title");
export const hook: Hook = { on: "recordCreate", collections: [], before: (e) => e.record?.id };

${unknown("click", "an event of browsers")}
${unknown("Click", "an event of browsers")}
${unknown("message", "an event of browsers and Node.js")}
${unknown("ready", "a callback without an event")}
${unknown("visit", "a function without a handler")}
${unknown("anything", "a function that takes anything")}
${unknown("messages", "an event that has no next")}
${unknown("idle", "a handler, and no function that registers one")}
// @ts-expect-error a hook of an event of browsers
export const browsers: Hook = { on: "click", before: () => {} };
`;

function unknown(name: string, what: string) {
  return `// @ts-expect-error ${what}\nexport const ${name}: EventName = "${name}";`;
}

/**
 * Without PocketBase's types, whatever others are there: every name passes, and nothing is known of
 * an event.
 */
export const WITHOUT_POCKETBASE = `
import type { App, EventName, EventOf, Hook, KnownEventName, RequestEvent } from "./pocketbundle";

export const none: [KnownEventName] extends [never] ? true : false = true;
export const name: EventName = "recordCreate";
export const hook: Hook = { on: "recordCreate", before: (e) => e.record.id };
export const event = (e: EventOf<"recordCreate">, request: RequestEvent, app: App) =>
  e.record.id + request.auth.id + app.findRecordById("orders", "x").id;
// @ts-expect-error a name is a text
export const number: EventName = 5;
`;
