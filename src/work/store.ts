// What the VMs of one process share about background work. `$app.store()` is their common memory.
// It holds texts, and ends with the process.
import { processId } from "../pocketbase/life.ts";
import type { Hanging } from "./jobs/transitions/expire.ts";

const PREFIX = "pocketbundle.worker.";

/** All keys of this store, without their prefix. `passed` is read in `changes/passed.ts`. */
type Key =
  | "role"
  | "workers"
  | "stopping"
  | "draining"
  | "relaying"
  | "idle"
  | "rest"
  | "database"
  | "passed"
  | `slot.${string}`
  | `asleep.${string}`
  | `lease.${string}`
  | `watched.${string}`
  | `batch.${string}`;

export const get = (key: Key) => String($app.store().get(PREFIX + key) ?? "");
export const set = (key: Key, value: string | number) =>
  $app.store().set(PREFIX + key, String(value));
const remove = (key: Key) => $app.store().remove(PREFIX + key);
/** Sets a key that nobody has set. Returns whether it did. */
const claim = (key: Key, value: string): boolean =>
  $app.store().getOrSet(PREFIX + key, () => value) === value;
/** The keys that begin with `start`, without it, and their values. */
const entries = (start: "lease." | "watched." | "batch."): [rest: string, value: string][] =>
  Object.entries($app.store().getAll())
    .filter(([key]) => key.startsWith(PREFIX + start))
    .map(([key, value]) => [key.slice(PREFIX.length + start.length), String(value)]);

/** This process. */
export const own = {
  /** `""` in a process that does no background work. */
  role: () => get("role") as "server" | "worker" | "",
  setRole: (role: "server" | "worker") => set("role", role),
  /** Its name among all processes that work on the database. */
  id: () => `${own.role()}-${processId()}`,
  /** The number of workers that a command has set; 0 when the config decides. */
  workers: () => Number(get("workers")),
  setWorkers: (count: number) => set("workers", count),
  isStopping: () => get("stopping") !== "",
  stop: () => set("stopping", 1),
  /** Whether its loops end when there is nothing to do, instead of waiting for more work. */
  endsWhenIdle: () => get("draining") !== "",
};

/** A slot is a loop that runs once in a process: the keeper, or one of the workers. */
export const slots = {
  /** Returns `false` when the loop runs already. */
  take: (slot: string, owner: string): boolean => claim(`slot.${slot}`, owner),
  /** `""` for none. */
  ownerOf: (slot: string) => get(`slot.${slot}`),
  /**
   * Sleeps as the slot's loop. Nobody has to wait for a loop that sleeps, because it looks whether
   * it must end before it does anything else.
   */
  sleep(slot: string, milliseconds: number) {
    set(`asleep.${slot}`, 1);
    sleep(milliseconds);
    remove(`asleep.${slot}`);
  },
  isAwake: (slot: string) => slots.ownerOf(slot) !== "" && get(`asleep.${slot}`) === "",
  /** Leaves a slot, unless another loop has taken the place of this one, which hung. */
  leave(slot: string, owner: string) {
    if (slots.ownerOf(slot) === owner) remove(`slot.${slot}`);
  },
};

/** The leases that this process holds, by their token, for its keeper to renew. */
export const leases = {
  /** `until` is in milliseconds since 1970. */
  set: (token: string, until: number) => set(`lease.${token}`, until),
  end: (token: string) => remove(`lease.${token}`),
  /** 0 for a lease that has ended. */
  until: (token: string) => Number(get(`lease.${token}`)),
  held: (): string[] => entries("lease.").map(([token]) => token),
};

interface WatchedJob extends Hanging {
  slot: string;
  /** When the attempt began, in milliseconds since 1970. */
  since: number;
  /** Whether another worker has taken the place of the one that hangs. */
  isLost?: true;
}

/** The jobs that may hang, by the token of their lease. */
export const watched = {
  add: (job: WatchedJob) => set(`watched.${job.token}`, JSON.stringify(job)),
  remove: (token: string) => remove(`watched.${token}`),
  /** The jobs that have run for longer than their timeout. */
  hanging: (): WatchedJob[] =>
    entries("watched.")
      .map(([, text]): WatchedJob => JSON.parse(text))
      .filter(({ since, timeout }) => Date.now() - since > timeout * 1000),
  /** How many workers hang. */
  lost: (): number => watched.hanging().filter(({ isLost }) => isLost).length,
};

/** After a job that took this many milliseconds, a worker releases the rest of its batch. */
export const SLOW = 50;

/** The job that runs of each batch, by the token of the lease. */
export const batches = {
  /** Returns what to call before each job. It is bound once, because most jobs are fast. */
  noteOf(token: string) {
    const { set } = $app.store();
    const key = `${PREFIX}batch.${token}`;
    return (id: string, since: number) => set(key, `${since} ${id}`);
  },
  end: (token: string) => remove(`batch.${token}`),
  /**
   * The batches that end with the job that runs, since it is slow. The limit is twice the worker's,
   * for a worker that has measured less and is held up before it notes the next job.
   */
  slow: (): { token: string; current: string }[] =>
    entries("batch.")
      .map(([token, text]) => ({ token, parts: text.split(" ") }))
      .filter(({ parts }) => Date.now() - Number(parts[0]) > 2 * SLOW)
      .map(({ token, parts }) => ({ token, current: parts[1] ?? "" })),
};

/** The relay of changes, whose handlers hold the database. */
export const relaying = {
  /** In milliseconds since 1970; 0 when no handler runs. */
  since: () => Number(get("relaying")),
  run<T>(handlers: () => T): T {
    set("relaying", Date.now());
    try {
      return handlers();
    } finally {
      set("relaying", "");
    }
  },
};

/** When the workers of this process look for work. All times are in milliseconds since 1970. */
export const pause = {
  /** When a worker last found nothing to do. */
  idleAt: () => Number(get("idle")),
  foundIdle: () => set("idle", Date.now()),
  /** Until when the workers leave the database to others. */
  restUntil: () => Number(get("rest")),
  setRest: (until: number) => set("rest", until),
};

/**
 * Runs `run` when no other worker of this process does. A worker that waits for the database then
 * waits for requests or other processes.
 */
export function exclusive<T>(run: () => T): T {
  const owner = $security.randomString(10);
  while (!claim("database", owner)) sleep(1);
  try {
    return run();
  } finally {
    remove("database");
  }
}
