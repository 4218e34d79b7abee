import type { Readable, Writable } from 'node:stream';

/** A stream of the terminal, or of whatever stands in its place. */
type MaybeTerminal<Stream> = Stream & { readonly isTTY?: boolean; readonly columns?: number };

/** What the command takes from the process it runs in. Tests put their own in its place. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly directory: string;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly input: MaybeTerminal<Readable>;
  /** Answers alone: what a pipe is meant to get. */
  readonly output: MaybeTerminal<Writable>;
  /** Notes, progress, questions and errors. */
  readonly errors: MaybeTerminal<Writable>;
  /**
   * From now on Ctrl-C and its like abort the signal instead of ending the process, so that new
   * tokens that are under way are still stored; a second Ctrl-C ends it.
   */
  watchInterrupts(): AbortSignal;
}
