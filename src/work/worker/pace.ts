// How often a worker looks for work, and when it leaves the database to requests.
import { own, pause } from "../store.ts";

/** After so many milliseconds without work, looks are half as often: most servers have nothing to do most of the time. */
const QUIET = 5000;
/** How many times longer a worker waits when another has just looked. */
const OTHERS = 4;

/**
 * Requests go first. Where others wait for the database too (`BUSY` milliseconds), all workers of the process rest for a
 * multiple of the time that one has worked. What waits longer then is durable, and behind a request is somebody.
 */
const BUSY = 2;
const REST = 25;
const MAX_REST = 500;

export class Pace {
  /** When there was last something to do, in milliseconds. */
  private workedAt = 0;
  private wasBusy = false;

  /** `poll` is the milliseconds between two looks. */
  constructor(private readonly poll: number) {}

  /** Milliseconds to wait before the next look; 0 for none. */
  wait(): number {
    const rest = pause.restUntil() - Date.now();
    // A longer rest was set before the clock was put back.
    if (rest > 0 && rest <= MAX_REST) return rest;
    // One look is enough for all workers that have nothing to do: to wake one costs more than its look.
    const sinceIdle = Date.now() - pause.idleAt();
    const isFresh = sinceIdle >= 0 && sinceIdle < this.untilNext() * 0.9;
    return isFresh ? this.untilNext() * OTHERS : 0;
  }

  /** There was nothing to do. Returns the milliseconds to wait. */
  idle(): number {
    pause.foundIdle();
    return this.untilNext();
  }

  /** There was something to do since `begin`; `waited` is how long the database was somebody else's, in milliseconds. */
  worked(begin: number, waited: number) {
    const isBusy = waited >= BUSY;
    // Twice in a row: a single wait may be somebody's one long write.
    if (isBusy && this.wasBusy && !own.endsWhenIdle()) {
      pause.setRest(Date.now() + Math.min(MAX_REST, REST * (Date.now() - begin)));
    }
    this.wasBusy = isBusy;
    this.workedAt = Date.now();
  }

  private untilNext(): number {
    return Date.now() - this.workedAt > QUIET ? this.poll * 2 : this.poll;
  }
}
