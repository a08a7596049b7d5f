// plugins/jsvm/binds.go, hooksBinds, cronBinds and routerBinds

import { type Handle, Middleware } from "../api/router.ts";
import type { App } from "../core/app.ts";
import type { HookEvent } from "../core/hooks.ts";
import { GoError } from "../go/errors.ts";
import { compileHandler, type Executors } from "./executors.ts";
import { goValueOf } from "./go-values.ts";
import type { Realm } from "./realm.ts";
import { SURFACE } from "./surface.ts";

/** Binds the globals of the loader, which take handlers as text and run them in executors. */
export function bindLoader(realm: Realm, app: App, executors: Executors): void {
  for (const name of SURFACE.hooks ?? []) {
    realm.setRaw(name, (callback, ...tags) =>
      bindHook(app, executors, name, callback, tags.map(String)),
    );
  }
  realm.setRaw("routerAdd", (method, path, handler, ...middlewares) => {
    const run = handlerOf(app, executors, handler);
    app.core.router.add(
      String(method),
      String(path),
      run,
      middlewares.map(toMiddleware(app, executors)),
    );
  });
  realm.setRaw("routerUse", (...middlewares) => {
    app.core.router.use(middlewares.map(toMiddleware(app, executors)));
  });
  realm.setConstructor("Middleware", (run: unknown, priority: number, id: string) => {
    return new Middleware(textHandler(app, executors, String(run)), priority ?? 0, id ?? "");
  });
}

/** Executors have `cronAdd` and `cronRemove` too. */
export function bindCrons(realm: Realm, app: App, executors: () => Executors): void {
  realm.setRaw("cronAdd", (id, schedule, handler) => {
    const script = compileHandler(String(handler), "[]");
    app.core.cron.add(String(id), String(schedule), () => {
      // `$app` is not set for crons: it is the app of the executor's last handler.
      executors().run(app, script, {});
    });
  });
  realm.setRaw("cronRemove", (id) => app.core.cron.remove(String(id)));
}

/** A real server fires this event while it starts; the mock never does. */
const NEVER_FIRED = ["onSettingsReload"];

function bindHook(
  app: App,
  executors: Executors,
  name: string,
  callback: unknown,
  tags: string[],
): void {
  if (NEVER_FIRED.includes(name)) throw app.core.failures.notMocked(name);
  const text = `function(e) { $app = e.app; return (${callback}).call(undefined, e) }`;
  const script = compileHandler(text);
  app.core.hook<HookEvent>(name).bind({
    tags,
    run: (event) => executors.run(app, script, { $app: undefined, __args: [event] }),
  });
}

function toMiddleware(app: App, executors: Executors): (value: unknown) => Middleware {
  return (value) => {
    const known = goValueOf(value);
    return known instanceof Middleware ? known : new Middleware(handlerOf(app, executors, value));
  };
}

function handlerOf(app: App, executors: Executors, handler: unknown): Handle {
  if (typeof handler !== "function" && typeof handler !== "string") {
    throw new GoError("[routerAdd] failed to wrap handler: unsupported goja handler type");
  }
  return textHandler(app, executors, String(handler));
}

function textHandler(app: App, executors: Executors, text: string): Handle {
  const script = compileHandler(text);
  return (event) => executors.run(app, script, { $app: event.app, __args: [event] });
}
