import { pocketbaseBinary } from "../../../kit/testing/server/pocketbase-binary.mjs";
import { startChild, stopChild } from "./children.mjs";
import { data, hooks, migrations, pages } from "./paths.mjs";
import { host } from "./ports.mjs";
import { isReady } from "./ready.mjs";
import { superuser } from "./superuser.mjs";

// Dev mode is turned off by name: PocketBase turns it on by itself for a binary under /tmp.
const common = [
  `--dir=${data}`,
  `--migrationsDir=${migrations}`,
  "--automigrate=false",
  "--dev=false",
];

/**
 * Makes the superuser before the first start, which would open a browser to make one. Without the hooks, so that a wrong
 * config is reported once, by the server.
 */
export async function makeSuperuser() {
  const { email, password } = superuser;
  const args = ["superuser", "upsert", email, password, `--hooksDir=${data}/none`, ...common];
  const code = await startChild("server", pocketbaseBinary(), args).ended;
  if (code !== 0) throw new Error("The superuser could not be made.");
}

/** The PocketBase process. Every change of its hooks needs a new one. */
export class Server {
  #child;
  #env;
  #onCrash;

  /** `onCrash` is called when the server ends by itself after it has answered. */
  constructor({ port, env, onCrash }) {
    this.address = `${host}:${port}`;
    this.url = `http://${this.address}`;
    this.#env = { ...process.env, ...env };
    this.#onCrash = onCrash;
  }

  /** Starts the server, or starts it again. Tells whether it answers: one that refuses its config ends instead. */
  async start() {
    await this.#stop();
    const args = [
      "serve",
      `--http=${this.address}`,
      `--hooksDir=${hooks}`,
      "--hooksWatch=false",
      `--publicDir=${pages}`,
      "--indexFallback=false",
      ...common,
    ];
    const child = startChild("server", pocketbaseBinary(), args, { env: this.#env });
    this.#child = child;
    const ready = await isReady(child, `${this.url}/api/health`);
    child.ended.then(() => ready && child === this.#child && this.#onCrash());
    return ready;
  }

  async #stop() {
    const child = this.#child;
    this.#child = undefined; // an end that is wanted is no crash
    if (child) await stopChild(child);
  }
}
