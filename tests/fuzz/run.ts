// Sends many requests at once, and gathers what is wrong with the answers.

import { isOurs, memoryOf, wrongAtEnd, wrongWith } from "./checks.ts";
import { Client } from "./client.ts";
import { type FuzzRequest, requestOf } from "./request.ts";
import type { World } from "./world.ts";

export interface Options {
  seed: number;
  requests: number;
  /** Called now and then with the number of requests that are done. */
  progress?: (done: number) => void;
}

export interface Outcome {
  /** What is wrong, each with the number of its request. */
  problems: string[];
  /** How many answers had each status; 0 is no answer, where the client has broken off. */
  statuses: Record<number, number>;
  /** Requests in a second. */
  speed: number;
  /** The memory of each server after the warm-up and at the end, in MB. */
  memory: [before: number, after: number][];
}

/** Go's server reads so many bytes of a body that nobody has read. */
const DRAINED = 262_144;
const CLIENTS = 12;
/** This part of the requests comes before the memory is measured for the first time. */
const WARM_UP = 0.25;
const MAX_PROBLEMS = 50;

/** Starts nothing: the servers run already. */
export async function fuzz(worlds: World[], options: Options): Promise<Outcome> {
  const { seed, requests, progress } = options;
  const printed = worlds.map(({ server }) => server.log());
  const pids = worlds.map(({ server }) => server.pid);
  const outcome: Outcome = { problems: [], statuses: {}, speed: 0, memory: [] };
  const { problems, statuses } = outcome;
  let next = 0;
  const client = async () => {
    const connections = worlds.map(({ server }) => new Client(Number(new URL(server.url).port)));
    while (next < limit && problems.length < MAX_PROBLEMS) {
      const number = next++;
      if (number % 5000 === 0) progress?.(number);
      const request = requestOf(seed, number, worlds);
      const connection = connections[request.world] as Client;
      const { previous } = connection;
      const answer = await connection.ask(request);
      if (request.isWhole) connection.previous = number;
      if (request.bytes.length > DRAINED && !isOurs(request.target)) connection.close();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const wrong = wrongWith(request, answer);
      if (wrong)
        problems.push(`--only ${number}${behind(previous)}: ${describe(request)}: ${wrong}`);
    }
    for (const connection of connections) connection.close();
  };
  const began = performance.now();
  let limit = Math.ceil(requests * WARM_UP);
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const before = worlds.map(memoryOf);
  limit = requests;
  await Promise.all(Array.from({ length: CLIENTS }, client));
  outcome.speed = Math.round((next * 1000) / (performance.now() - began));
  outcome.memory = worlds.map((world, i) => [before[i] ?? 0, memoryOf(world)]);
  for (const [i, world] of worlds.entries()) {
    problems.push(...(await wrongAtEnd(world, pids[i] ?? 0, before[i] ?? 0, printed[i] ?? "")));
  }
  return outcome;
}

/** What a connection did before may be the cause. */
const behind = (previous: number | undefined) =>
  previous === undefined ? "" : ` (on the connection of ${previous})`;
const describe = ({ method, target, caller }: FuzzRequest) =>
  `${method} ${target.slice(0, 200)} (${caller})`;
