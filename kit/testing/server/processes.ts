import { type Launch, launch, type Running } from "./binary.ts";

/**
 * The processes of one server and its commands. After they have been ended together, no other
 * process can start.
 */
export class Processes {
  readonly #running = new Set<Running>();
  #ended = false;

  launch(options: Launch): Running {
    if (this.#ended) throw new Error("the test is over: nothing more is started on its server");
    const running = launch(options);
    this.#running.add(running);
    running.exited.then(() => this.#running.delete(running));
    return running;
  }

  async endAll(): Promise<void> {
    this.#ended = true;
    await Promise.all([...this.#running].map((running) => running.end("SIGKILL")));
  }
}
