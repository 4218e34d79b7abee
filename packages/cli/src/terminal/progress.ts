import type { Surroundings } from '../surroundings.ts';
import { Amount } from './amount.ts';
import { cutToWidth } from './display-width.ts';
import { formatDuration } from './duration.ts';

const quietMilliseconds = 1000;
const redrawMilliseconds = 100;
// A bar that hears nothing for a while still counts its seconds.
const tickMilliseconds = 250;
const usualWidth = 80;
const eraseLine = '\r\u001b[2K';

/** Shows how far a download has come. */
export interface Progress {
  /** Takes what the SDK tells about chunks. */
  readonly onChunk: (done: number, total: number) => void;
  /** Takes bytes as they arrive, and how many the file has, where that is known. */
  readonly onBytes: (count: number, total: number | undefined) => void;
  /** Takes rows as they are read. */
  readonly onRow: () => void;
  /** Counts down the seconds until the next request may be sent. */
  readonly onWait: (seconds: number, why: string) => void;
  /** Says that the waiting is over. */
  readonly onGoOn: () => void;
  /** What has arrived so far. */
  readonly amount: { readonly bytes: number; readonly rows: number };
  /** Takes the bar away again. Call it whatever happened. */
  finish(): void;
}

type ProgressSurroundings = Pick<Surroundings, 'errors' | 'environment'>;

/** What is shown, and since when. */
class Display {
  readonly amount = new Amount();
  readonly #errors: Surroundings['errors'];
  readonly #isBar: boolean;
  readonly #now: () => number;
  #beganAt: number | undefined;
  #spokeAt = Number.NEGATIVE_INFINITY;
  #wait: { readonly until: number; readonly why: string } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;

  constructor({ errors, environment }: ProgressSurroundings, now: () => number) {
    this.#errors = errors;
    this.#isBar = errors.isTTY === true && environment['TERM'] !== 'dumb';
    this.#now = now;
  }

  show(): void {
    const now = this.#now();
    if (this.#beganAt === undefined) {
      this.#beganAt = now;
      this.#startTimer();
    }
    const elapsed = now - this.#beganAt;
    const pause = this.#isBar ? redrawMilliseconds : quietMilliseconds;
    if (elapsed < quietMilliseconds || now - this.#spokeAt < pause) return;
    this.#spokeAt = now;
    if (this.#isBar) this.#draw(this.amount.line(elapsed, this.#width()));
    else this.#errors.write(`${this.amount.words(elapsed).join(', ')}\n`);
  }

  wait(seconds: number, why: string): void {
    this.#wait = { until: this.#now() + seconds * 1000, why };
    this.#startTimer();
    if (this.#isBar) this.#drawWait();
    else this.#errors.write(`${why}; going on in ${formatDuration(seconds)}.\n`);
  }

  goOn(): void {
    if (this.#wait === undefined) return;
    this.#wait = undefined;
    // A rate counts what was downloaded, not what was waited for.
    this.#beganAt = undefined;
    this.amount.restart();
    this.#erase();
  }

  finish(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  #startTimer(): void {
    if (!this.#isBar || this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      if (this.#wait !== undefined) this.#drawWait();
      else if (this.#beganAt !== undefined) this.show();
    }, tickMilliseconds);
    this.#timer.unref();
  }

  #width(): number {
    return (this.#errors.columns ?? usualWidth) - 1;
  }

  #drawWait(): void {
    if (this.#wait === undefined) return;
    const { until, why } = this.#wait;
    const seconds = Math.max(0, Math.ceil((until - this.#now()) / 1000));
    const long = `${why}; going on in ${formatDuration(seconds)} (Ctrl-C gives up)`;
    const short = `Going on in ${formatDuration(seconds)}`;
    this.#draw(long.length <= this.#width() ? long : short);
  }

  #draw(line: string): void {
    this.#isShown = true;
    this.#errors.write(`${eraseLine}${cutToWidth(line, this.#width())}`);
  }

  #erase(): void {
    if (this.#isShown) this.#errors.write(eraseLine);
    this.#isShown = false;
  }
}

/**
 * A bar on a terminal, with the amount, its rate and the time that is left; elsewhere a plain line
 * each second. Both are for what lasts longer than a second.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createProgress(surroundings: ProgressSurroundings, now: () => number): Progress {
  const display = new Display(surroundings, now);
  return {
    onChunk: (done, total) => {
      if (total === 0) return;
      display.amount.setChunks(done, total);
      display.show();
    },
    onBytes: (count, total) => {
      display.amount.addBytes(count, total);
      display.show();
    },
    onRow: () => display.amount.addRow(),
    onWait: (seconds, why) => display.wait(seconds, why),
    onGoOn: () => display.goOn(),
    amount: display.amount,
    finish: () => display.finish(),
  };
}
