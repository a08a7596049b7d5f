// tools/hook/hook.go, event.go and tagged.go

/** An event that is passed to a chain of handlers, one after the other. */
export class HookEvent {
  #next: (() => void) | undefined;

  /** Runs the rest of the chain. */
  next(): void {
    this.#next?.();
  }

  /**
   * The tags of the event, which select the handlers bound with tags; undefined for events without
   * tags.
   */
  tags(): readonly string[] {
    return [];
  }

  /** Runs the handlers; each is the `next()` of the one before it. */
  static run<E extends HookEvent>(event: E, handlers: readonly ((event: E) => void)[]): void {
    let next: (() => void) | undefined;
    for (const handler of [...handlers].reverse()) {
      const after = next;
      next = () => {
        event.#next = after;
        handler(event);
      };
    }
    event.#next = next;
    event.next();
  }
}

interface Handler<E> {
  readonly id: string;
  readonly priority: number;
  readonly run: (event: E) => void;
}

interface Binding<E> {
  run: (event: E) => void;
  /**
   * Handlers with a lower priority run first. Default 0; equal ones run in the order of binding.
   */
  priority?: number;
  /** A second handler with the same id replaces the first one. */
  id?: string;
  /** The handler runs only for events with one of these tags. */
  tags?: readonly string[];
}

export class Hook<E extends HookEvent> {
  #handlers: Handler<E>[] = [];
  #ids = 0;

  bind({ run, priority = 0, id = "", tags = [] }: Binding<E>): string {
    const matches = (event: E) =>
      tags.length === 0 || event.tags().some((tag) => tags.includes(tag));
    const handler: Handler<E> = {
      id: id || `hook-${++this.#ids}`,
      priority,
      run: (event) => (matches(event) ? run(event) : event.next()),
    };
    const known = this.#handlers.findIndex((other) => other.id === handler.id);
    if (known < 0) this.#handlers.push(handler);
    else this.#handlers[known] = handler;
    this.#handlers.sort((a, b) => a.priority - b.priority);
    return handler.id;
  }

  get length(): number {
    return this.#handlers.length;
  }

  unbind(id: string): void {
    this.#handlers = this.#handlers.filter((handler) => handler.id !== id);
  }

  trigger(event: E, ...last: ((event: E) => void)[]): void {
    HookEvent.run(event, [...this.#handlers.map(({ run }) => run), ...last]);
  }
}
