// How often a worker looks for work, and when it leaves the database to requests.
import { own, pause } from "../store.ts";

/**
 * After so many milliseconds without work, a worker looks half as often, and then a quarter,
 * because most servers are idle most of the time.
 */
const QUIET = 5000;
const IDLE = 60_000;
/** How many times longer a worker waits when another has just looked. */
const OTHERS = 4;

/**
 * Requests go first, because a person waits for the answer, and background work is durable. When a
 * worker waits `BUSY` milliseconds for the database, all workers of the process rest for `REST`
 * times as long as it has worked.
 */
const BUSY = 2;
const REST = 25;
const MAX_REST = 500;

export class Pace {
  /** When the worker last worked, in milliseconds since 1970. */
  private workedAt = 0;
  private wasBusy = false;

  /** `poll` is the milliseconds between two looks. */
  constructor(private readonly poll: number) {}

  /** Milliseconds to wait before the next look; 0 for none. */
  wait(): number {
    const rest = pause.restUntil() - Date.now();
    // A longer rest was set before the clock was put back.
    if (rest > 0 && rest <= MAX_REST) return rest;
    // One look is enough for all idle workers, because waking one costs more than its look.
    const sinceIdle = Date.now() - pause.idleAt();
    const isFresh = sinceIdle >= 0 && sinceIdle < this.untilNext() * 0.9;
    return isFresh ? this.untilNext() * OTHERS : 0;
  }

  /** Notes that there was nothing to do. Returns the milliseconds to wait. */
  idle(): number {
    pause.foundIdle();
    return this.untilNext();
  }

  /**
   * Notes the work since `begin`. `waited` is how long it waited for the database, in milliseconds.
   */
  worked(begin: number, waited: number) {
    const isBusy = waited >= BUSY;
    // Two waits in a row are needed, because a single one may come from one long write.
    if (isBusy && this.wasBusy && !own.endsWhenIdle()) {
      pause.setRest(Date.now() + Math.min(MAX_REST, REST * (Date.now() - begin)));
    }
    this.wasBusy = isBusy;
    this.workedAt = Date.now();
  }

  /** How many times less often than usual the worker looks. */
  quiet(): number {
    const without = Date.now() - this.workedAt;
    return without > IDLE ? 4 : without > QUIET ? 2 : 1;
  }

  private untilNext = () => this.poll * this.quiet();
}
