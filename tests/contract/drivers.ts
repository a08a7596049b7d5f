// One interface for the mock and the real server, so that the same steps run on both.
import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { inject } from "vitest";
import { createTestApp, type Files, type Server, startServer } from "../../kit/testing/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /**
     * The driver of the contract's scenarios: each project of vitest.config.ts that runs them has
     * its own.
     */
    driver: Driver["name"];
  }
}

export interface Answer {
  status: number;
  body: unknown;
}

export interface Ask {
  /** The user of the request. Default: a guest. */
  as?: "superuser" | "user";
  /** Texts and bytes are sent as they are, and anything else as JSON. */
  body?: unknown;
  /** A header with a list of values is sent several times. */
  headers?: Record<string, string | string[]>;
}

export interface Log {
  level: number;
  message: string;
  data: Record<string, unknown>;
}

export interface Driver {
  readonly name: "mock" | "server";
  request(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** Returns the printed lines that start with `tag:`, without the tag, since the last call. */
  lines(tag: string): Promise<string[]>;
  logs(): Promise<readonly Log[]>;
  /** Waits until no change of the bundle waits, and every job is done or dead. */
  settle(): Promise<void>;
  /** Runs a cron, and waits until it has printed something. */
  cron(id: string): Promise<void>;
  stop(): Promise<void>;
}

interface Health {
  changes: number;
  jobs: { waiting: number; running: number }[];
}

export interface Setup {
  hooks: Files;
  migrations: Files;
  env: Record<string, string>;
}

const USER = { email: "user@example.com", password: "password-of-user" };
/** A route prints this line, so that everything printed before it has come through the pipe. */
const SYNC = {
  "sync.pb.js": `routerAdd("GET", "/sync/{n}", (e) => { console.log("sync: " + e.request.pathValue("n")); return e.noContent(204) })`,
};

/** The name of the driver that this vitest project runs the scenarios on. */
export const DRIVER = inject("driver");

export const startDriver = async (setup: Setup): Promise<Driver> =>
  DRIVER === "mock" ? mockDriver(setup) : serverDriver(setup);

function mockDriver({ hooks, migrations, env }: Setup): Driver {
  const app = createTestApp({ files: hooks, migrations, env, records: { users: [USER] } });
  const auth = {
    superuser: app.superuser,
    user: app.app.findAuthRecordByEmail("users", USER.email),
  };
  const take = taker();
  return {
    name: "mock",
    async request(method, path, { as, ...rest } = {}) {
      const options = as ? { auth: auth[as], ...rest } : rest;
      const { status, text } = app.request(method, path, options);
      return { status, body: parsed(text) };
    },
    lines: async (tag) => take(tag, app.console),
    logs: async () => app.logs,
    async settle() {
      const next = () => app.jobs.find(({ status }) => status === "queued");
      app.drain();
      for (let job = next(); job; job = next()) {
        app.clock.set(job.runAt);
        app.drain();
      }
    },
    cron: async (id) => app.cron(id).run(),
    stop: async () => app.stop(),
  };
}

async function serverDriver({ hooks, migrations, env }: Setup): Promise<Driver> {
  const server = await startServer({ hooks: { ...hooks, ...SYNC }, migrations, env });
  const tokens = { superuser: server.pb.authStore.token, user: await userToken(server) };
  const take = taker();
  let synced = 0;
  return {
    name: "server",
    async request(method, path, { as, body, headers } = {}) {
      const isAsItIs = body === undefined || typeof body === "string" || body instanceof Uint8Array;
      return send(server.url + path, method, isAsItIs ? body : JSON.stringify(body), {
        ...(isAsItIs ? {} : { "content-type": "application/json" }),
        ...(as ? { authorization: tokens[as] } : {}),
        ...lowerCased(headers),
      });
    },
    async lines(tag) {
      const mark = `sync: ${++synced}`;
      await fetch(`${server.url}/sync/${synced}`);
      await server.waitForLog(new RegExp(`${mark}$`));
      // Go's log puts the date and time before each line; they are removed.
      return take(
        tag,
        server
          .log()
          .split("\n")
          .map((line) => line.replace(/^\S+ \S+ (?=\w+:)/, "")),
      );
    },
    logs: async () =>
      (await server.logs()).map(({ level, ...row }) => ({ ...row, level: Number(level) })),
    async settle() {
      const path = `${server.url}/api/bundle/health`;
      const headers = { Authorization: tokens.superuser };
      const isSettled = async () => {
        const { changes, jobs } = (await (await fetch(path, { headers })).json()) as Health;
        return changes === 0 && jobs.every(({ waiting, running }) => waiting + running === 0);
      };
      while (!(await isSettled())) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async cron(id) {
      const printed = server.log().length;
      await server.pb.crons.run(id);
      while (server.log().length === printed)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    stop: () => server[Symbol.asyncDispose](),
  };
}

/**
 * Each request has a connection of its own, because PocketBase takes an unread body for the next
 * request. `fetch` is not used, because it joins two headers into one.
 */
const send = (
  url: string,
  method: string,
  body: string | Uint8Array | undefined,
  headers: OutgoingHttpHeaders,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, async (answer) => {
      let text = "";
      for await (const chunk of answer.setEncoding("utf8")) text += chunk;
      resolve({ status: answer.statusCode ?? 0, body: parsed(text) });
    });
    sent.on("error", reject).end(body);
  });

const lowerCased = (headers: Ask["headers"] = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function userToken(server: Server): Promise<string> {
  const passwordConfirm = USER.password;
  await server.pb.collection("users").create({ ...USER, passwordConfirm });
  const client = server.client();
  await client.collection("users").authWithPassword(USER.email, USER.password);
  return client.authStore.token;
}

/** Returns each line once. */
function taker() {
  const taken = new Map<string, number>();
  return (tag: string, lines: readonly string[]): string[] => {
    const tagged = lines.filter((line) => line.startsWith(`${tag}:`));
    const fresh = tagged.slice(taken.get(tag) ?? 0);
    taken.set(tag, tagged.length);
    return fresh.map((line) => line.slice(tag.length + 1).trim());
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
