// PocketBase's own types, where `pb_data/types.d.ts` is loaded. This file has types only, for
// pocketbundle.d.ts.

/** PocketBase's function for the handlers of one event, such as `onRecordCreate`. */
type Registrar<Event> = (handler: (e: Event) => void, ...tags: string[]) => void;

/**
 * The event that a global registers handlers for; `never` for every other global. Browsers and
 * Node.js have globals that begin with "on" too. What is `any`, or has no `next`, is no event of
 * PocketBase.
 */
type RegisteredEvent<Global> =
  Global extends Registrar<infer Event>
    ? 0 extends 1 & Event
      ? never
      : Event extends { next(): void }
        ? Event
        : never
    : never;

/** `"recordCreate"` for `onRecordCreate`, if that registers handlers of an event; else `never`. */
type EventNameOf<Key extends keyof typeof globalThis> = Key extends `on${infer Name}`
  ? [Name, RegisteredEvent<(typeof globalThis)[Key]>] extends [Capitalize<Name>, infer Event]
    ? [Event] extends [never]
      ? never
      : Uncapitalize<Name>
    : never
  : never;

/** The events that PocketBase's types declare. */
export type KnownEventName = {
  [Key in keyof typeof globalThis]: EventNameOf<Key>;
}[keyof typeof globalThis];

/**
 * The name of a PocketBase event: `onRecordCreate` is `"recordCreate"`. Without PocketBase's
 * types, it is any text.
 */
export type EventName = [KnownEventName] extends [never] ? string : KnownEventName;

/**
 * What PocketBase hands to the handlers of one event. Without PocketBase's types nothing is known
 * of it.
 */
export type EventOf<Name extends string> = string extends Name
  ? // biome-ignore lint/suspicious/noExplicitAny: without PocketBase's types there is nothing better to say.
    any
  : typeof globalThis extends {
        [K in `on${Capitalize<Name>}`]: (handler: (e: infer E) => void, ...tags: string[]) => void;
      }
    ? E
    : // biome-ignore lint/suspicious/noExplicitAny: the same for a name that no type declares.
      any;

/** PocketBase's app. It is typed where PocketBase's own `pb_data/types.d.ts` is loaded. */
export type App = EventOf<"recordCreate">["app"];

/** PocketBase's event for a request to a route. */
export type RequestEvent = typeof globalThis extends {
  // biome-ignore lint/suspicious/noExplicitAny: only the handler's event matters here.
  routerAdd: (method: string, path: string, handler: (e: infer E) => void, ...rest: any[]) => void;
}
  ? E
  : // biome-ignore lint/suspicious/noExplicitAny: without PocketBase's types there is nothing better to say.
    any;
