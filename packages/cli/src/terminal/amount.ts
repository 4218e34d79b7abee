import { formatDuration } from './duration.ts';

const barWidthMax = 24;
const barWidthMin = 8;
// Earlier than that a rate is a guess.
const rateMillisecondsMin = 500;

/** An amount of bytes for people, with units of a thousand: "512 B", "4.1 MB". */
export function formatBytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const scale = count < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(count) / 3));
  const amount = count / 1000 ** scale;
  return `${scale === 0 ? amount : amount.toFixed(1)} ${units[scale]}`;
}

function formatBar(part: number, width: number): string {
  const filled = Math.round(part * width);
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}] `;
}

/** What has arrived of what there is, and how fast. */
export class Amount {
  #chunks: { readonly done: number; readonly total: number } | undefined;
  #bytes = 0;
  #bytesTotal: number | undefined;
  #rows = 0;
  // What was there when the clock of the rate began anew.
  #startPart = 0;
  #startBytes = 0;

  addBytes(count: number, total: number | undefined): void {
    this.#bytes += count;
    this.#bytesTotal = total;
  }

  setChunks(done: number, total: number): void {
    this.#chunks = { done, total };
  }

  addRow(): void {
    this.#rows += 1;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Says that rates are counted from here on. */
  restart(): void {
    this.#startPart = this.#part() ?? 0;
    this.#startBytes = this.#bytes;
  }

  /** The amount, its rate and what is left, as far as each is known. */
  words(elapsedMilliseconds: number): string[] {
    return [
      ...this.#amounts(),
      ...this.#rate(elapsedMilliseconds),
      ...this.#timeLeft(elapsedMilliseconds),
    ];
  }

  /** A bar with the words behind it, as much of both as fits; no bar where the end is not known. */
  line(elapsedMilliseconds: number, width: number): string {
    const all = this.words(elapsedMilliseconds);
    const short = all.length > 2 ? [...all.slice(0, 1), ...all.slice(-1)] : all;
    const words = [all, short].map((each) => each.join(', ')).find((text) => text.length <= width);
    const part = this.#part();
    if (words === undefined || part === undefined) return words ?? all.join(', ');
    const barWidth = Math.min(barWidthMax, width - words.length - '[] '.length);
    return barWidth < barWidthMin ? words : `${formatBar(part, barWidth)}${words}`;
  }

  #amounts(): string[] {
    const bytes = formatBytes(this.#bytes);
    if (this.#chunks !== undefined) {
      const { done, total } = this.#chunks;
      return [`${done} of ${total} chunks`, ...(this.#bytes === 0 ? [] : [bytes])];
    }
    const total = this.#knownTotal();
    return [total === undefined ? bytes : `${bytes} of ${formatBytes(total)}`];
  }

  #rate(elapsedMilliseconds: number): string[] {
    const bytes = this.#bytes - this.#startBytes;
    if (elapsedMilliseconds < rateMillisecondsMin || bytes === 0) return [];
    return [`${formatBytes(Math.round((bytes * 1000) / elapsedMilliseconds))}/s`];
  }

  #timeLeft(elapsedMilliseconds: number): string[] {
    const part = this.#part();
    if (part === undefined || elapsedMilliseconds < rateMillisecondsMin) return [];
    const done = part - this.#startPart;
    if (done <= 0 || part >= 1) return [];
    const seconds = (elapsedMilliseconds * (1 - part)) / done / 1000;
    return [`${formatDuration(Math.max(1, seconds))} left`];
  }

  /** How much of the whole there is, from 0 to 1. */
  #part(): number | undefined {
    if (this.#chunks !== undefined) return this.#chunks.done / this.#chunks.total;
    const total = this.#knownTotal();
    return total === undefined ? undefined : this.#bytes / total;
  }

  // A file that is fetched a second time makes more bytes than it has.
  #knownTotal(): number | undefined {
    const total = this.#bytesTotal;
    return total !== undefined && total > 0 && this.#bytes <= total ? total : undefined;
  }
}
