import { InvalidOptions } from '../errors.ts';
import { pause } from '../pause.ts';
import { waitFor } from '../wait-for.ts';
import type { CallContext, Pacing } from './data-behaviour.ts';
import { parseRateLimit } from './data-request.ts';
import type { RateLimit } from './data-request.ts';

/** How requests are spread. */
export interface PaceOptions {
  /** Requests of each window that are left to others, to another process for example. Default: 0. */
  readonly reserve?: number;
  /**
   * Requests are sent at once while more than this share of the window is left; then they are spread evenly
   * over the rest of it. 0 never spreads and only waits for the next window. Default: 0.5.
   */
  readonly spreadBelow?: number;
}

// A window lasts a minute; a clock that is wrong must not make anybody wait for an hour.
const waitSecondsMax = 61;

/** What one process asks for one member. */
class Budget {
  readonly #options: Required<PaceOptions>;
  #known: RateLimit | undefined;
  // The service says nothing about limits: there is nothing to keep to.
  #isSilent = false;
  #underway = 0;
  #gate: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(options: Required<PaceOptions>) {
    this.#options = options;
  }

  /** True when nothing is lost by forgetting it. */
  isIdle(now: number): boolean {
    return this.#underway === 0 && (this.#known === undefined || this.#known.reset_at < now);
  }

  /** Resolves when it is this request's turn. */
  async enter(context: CallContext): Promise<void> {
    const turn = this.#gate.then(() => this.#admit(context));
    this.#gate = turn.catch(() => undefined);
    try {
      await waitFor(turn, context.signal);
    } catch (error) {
      // Whoever gives up at the very moment of the turn hands it back.
      turn.then(
        () => this.leave(undefined),
        () => undefined,
      );
      throw error;
    }
  }

  /** Takes note of what an answer told, or that there was none. */
  leave(headers: Headers | undefined): void {
    this.#underway -= 1;
    const told = headers === undefined ? undefined : parseRateLimit(headers);
    if (headers !== undefined) this.#isSilent = told === undefined;
    const { reset_at = 0, remaining = Infinity } = this.#known ?? {};
    if (told !== undefined && told.reset_at >= reset_at) {
      // Answers of one window may arrive in any order.
      const isSame = told.reset_at === reset_at;
      this.#known = isSame ? { ...told, remaining: Math.min(remaining, told.remaining) } : told;
    }
    this.#wake();
  }

  async #admit(context: CallContext): Promise<void> {
    const { clock, signal, log } = context;
    let isSpread = false;
    for (;;) {
      signal?.throwIfAborted();
      const now = clock();
      // The second in which a window ends is left to clocks that differ.
      if (this.#known !== undefined && this.#known.reset_at < now) this.#known = undefined;
      const known = this.#known;
      if (known === undefined) {
        // Of a new window nothing is known: one asks, and the others learn from its answer.
        if (this.#underway === 0 || this.#isSilent) break;
        await waitFor(new Promise<void>((resolve) => (this.#wake = resolve)), signal);
        continue;
      }
      const leftSeconds = Math.min(known.reset_at + 1 - now, waitSecondsMax);
      const left = known.remaining - this.#underway - this.#options.reserve;
      if (left > known.limit * this.#options.spreadBelow) break;
      if (left > 0) {
        if (isSpread) break;
        isSpread = true;
        await pause(leftSeconds / left, signal);
        continue;
      }
      log('warn', 'the requests of this window are used up', { waitSeconds: leftSeconds });
      await pause(leftSeconds, signal);
      if (this.#known === known) this.#known = undefined;
    }
    this.#underway += 1;
  }
}

/**
 * Keeps all parallel callers of one process within the requests that the service allows a member in a
 * minute: by its headers it knows what is left, spreads the second half, and waits for the next window before
 * the last request is used up. Without an answer to go by, one request is sent ahead.
 *
 * @throws InvalidOptions when an option is out of range
 */
export function paceWithinBudget({ reserve = 0, spreadBelow = 0.5 }: PaceOptions = {}): Pacing {
  if (!(reserve >= 0)) throw new InvalidOptions('reserve of paceWithinBudget must be 0 or more');
  if (!(spreadBelow >= 0 && spreadBelow <= 1)) {
    throw new InvalidOptions('spreadBelow of paceWithinBudget must be from 0 to 1');
  }
  const budgets = new Map<string, Budget>();
  const find = (name: string, now: number): Budget => {
    const known = budgets.get(name);
    if (known !== undefined) return known;
    for (const [other, budget] of budgets) if (budget.isIdle(now)) budgets.delete(other);
    const made = new Budget({ reserve, spreadBelow });
    budgets.set(name, made);
    return made;
  };
  return async (name, send, context) => {
    const budget = find(name, context.clock());
    await budget.enter(context);
    let headers: Headers | undefined;
    try {
      const answer = await send();
      ({ headers } = answer);
      return answer;
    } finally {
      budget.leave(headers);
    }
  };
}
