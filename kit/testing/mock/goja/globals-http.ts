// plugins/jsvm/binds.go, BindHTTP

import { castString } from "../go/cast.ts";
import { GoError } from "../go/errors.ts";
import type { Failures } from "../go/failures.ts";
import { Bytes, GO, goType } from "../go/go.ts";
import type { Values } from "../go/values.ts";

/** A request that a hook sends with `$http.send`. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** The test's answer to a request. With an Error, the hook sees that the host cannot be reached. */
export type HttpAnswer =
  | { status?: number; headers?: { [name: string]: string }; body?: unknown }
  | Error;
export type HttpHandler = (request: OutgoingRequest) => HttpAnswer | undefined;

/** The address at which the mock's server would listen. */
export const ADDRESS = "127.0.0.1:8090";

export class Http {
  static readonly [GO] = goType({ name: "$http", type: "$http", methods: ["send"] });
  readonly #handler: HttpHandler | undefined;
  readonly #failures: Failures;

  constructor(handler: HttpHandler | undefined, failures: Failures) {
    this.#handler = handler;
    this.#failures = failures;
  }

  send(options: Values): Values {
    const request = outgoing(options);
    if (!this.#handler) throw this.#failures.notMocked("$http.send without the option http");
    const answer = this.#handler(request);
    if (!answer) {
      throw this.#failures.record(
        new Error(`unexpected $http.send: ${request.method} ${request.url}`),
      );
    }
    if (answer instanceof Error)
      throw new GoError(`${request.method} "${request.url}": ${answer.message}`);
    return result(answer);
  }
}

function outgoing({ url, method, headers, body, data }: Values): OutgoingRequest {
  const named = Object.entries((headers ?? {}) as Values).map(([key, value]) => [
    key,
    castString(value),
  ]);
  return {
    url: castString(url),
    method: castString(method || "GET").toUpperCase(),
    headers: Object.fromEntries(named),
    body: data ? JSON.stringify(data) : castString(body),
  };
}

function result({ status = 200, headers = {}, body = "" }: Exclude<HttpAnswer, Error>): Values {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    statusCode: status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    cookies: {},
    raw: text,
    body: new Bytes(Buffer.from(text)),
    json: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
