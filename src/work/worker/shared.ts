// What the VMs of one process tell each other. `$app.store()` is theirs in common, dies with the process, and holds texts.
import type { Hanging } from "../jobs/claim.ts";

const PREFIX = "pocketbundle.worker.";

const get = (key: string) => String($app.store().get(PREFIX + key) ?? "");
const set = (key: string, value: string) => $app.store().set(PREFIX + key, value);

/** `"server"` or `"worker"`; `""` in a process that does no background work. */
export const role = () => get("role");
export const setRole = (value: "server" | "worker") => set("role", value);

export const isStopping = () => get("stopping") !== "";
export const stop = () => set("stopping", "1");

/** The name of this process among all that work on the database. */
export function processId(): string {
  if (get("id") === "") set("id", `${role()}-${$security.randomString(10)}`);
  return get("id");
}

/** How many workers this process has, when it is not the config that says so. */
export const workerCount = () => Number(get("workers"));
export const setWorkers = (count: number) => set("workers", String(count));

/** The slot that is no worker's. */
export const KEEPER = "keeper";
/** Where the server knocks at its own door, followed by the slot. */
export const WORK_PATH = "/api/bundle/work";

/** Whether loops end when there is nothing to do, instead of waiting for more: the test kit says so. */
export const isDraining = () => get("draining") !== "";

/** A slot is a loop that runs once in a process. `false` when it runs already. */
export const take = (slot: string, owner: string): boolean =>
  $app.store().getOrSet(`${PREFIX}slot.${slot}`, () => owner) === owner;
export const ownerOf = (slot: string) => get(`slot.${slot}`);
/** Not somebody else's, who has taken the place of a loop that hung. */
export function leave(slot: string, owner: string) {
  if (ownerOf(slot) === owner) $app.store().remove(`${PREFIX}slot.${slot}`);
}

// The leases that this process holds, by token, for its keeper to renew.
const LEASE = `${PREFIX}lease.`;
export const setLease = (token: string, until: number) =>
  $app.store().set(LEASE + token, String(until));
export const endLease = (token: string) => $app.store().remove(LEASE + token);
/** Until when, in milliseconds; 0 for a lease that has ended. */
export const leasedUntil = (token: string) => Number($app.store().get(LEASE + token) ?? 0);
export const heldLeases = (): string[] =>
  Object.keys($app.store().getAll())
    .filter((key) => key.startsWith(LEASE))
    .map((key) => key.slice(LEASE.length));

// What may hang, by the token of its lease.
const WATCHED = `${PREFIX}watched.`;
export interface Watched extends Hanging {
  slot: string;
  /** In milliseconds. */
  since: number;
}
export const watch = (job: Watched) => $app.store().set(WATCHED + job.token, JSON.stringify(job));
export const unwatch = (token: string) => $app.store().remove(WATCHED + token);
/** The jobs that have run for longer than their timeout. */
export const hanging = (): Watched[] =>
  Object.entries($app.store().getAll())
    .filter(([key]) => key.startsWith(WATCHED))
    .map(([, text]): Watched => JSON.parse(String(text)))
    .filter(({ since, timeout }) => Date.now() - since > timeout * 1000);

/** Since when change handlers hold the database, in milliseconds; 0 when none does. */
export const relayingSince = () => Number(get("relaying"));

/** Runs change handlers. */
export function relaying<T>(run: () => T): T {
  set("relaying", String(Date.now()));
  try {
    return run();
  } finally {
    set("relaying", "");
  }
}

/** When a worker found nothing to do, in milliseconds. */
export const foundIdleAt = () => Number(get("idle"));
export const setFoundIdle = () => set("idle", String(Date.now()));

/** Until when the workers leave the database to others. */
export const restUntil = () => Number(get("rest"));
export const setRest = (until: number) => set("rest", String(until));

const LOCK = `${PREFIX}database`;

/** Runs `run` while no other worker of this process does: then it is for others that a worker waits, if it does. */
export function exclusive<T>(run: () => T): T {
  const owner = $security.randomString(10);
  while ($app.store().getOrSet(LOCK, () => owner) !== owner) sleep(1);
  try {
    return run();
  } finally {
    $app.store().remove(LOCK);
  }
}

/** How a VM reaches the own server, and the word that proves it is one. */
export const door = () => ({ url: get("url"), secret: get("secret") });
export function openDoor(url: string) {
  set("url", url);
  set("secret", $security.randomString(32));
}

/** Whether a slot's loop is a guest in a request, which the next tick ends. */
export const isGuest = (slot: string) => get(`guest.${slot}`) !== "";
export const setGuest = (slot: string, value: boolean) => set(`guest.${slot}`, value ? "1" : "");
