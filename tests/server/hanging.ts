// Jobs that hang, for the tests of what the server does about them.
import type { Server } from "../../kit/testing/index.ts";

/** A config whose jobs of the type `loop` never end. `options` are further options of `jobs`. */
export const loops = (
  options = "",
) => `module.exports = { jobs: { workers: 1, poll: 20, backoff: 20 ${options} },
  extensions: [{ name: "x",
    routes: [{ method: "POST", path: "/enqueue", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue(ctx.body.type) }) }],
    jobs: { loop: { timeout: 1, handler: () => { for (;;); } }, quick: { handler: () => {} } } }] };`;
/** How many workers of each process hang. */
export const hanging = async (server: Server) => {
  const { workers } = await server.pb.send("/api/bundle/health", {});
  return (workers as { hanging: number }[]).map((worker) => worker.hanging);
};

export const enqueue = (server: Server, body: object) =>
  fetch(`${server.url}/enqueue`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
