import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';

// What one of these needs while it is made is many times what it weighs.
const madeAtOnce = 1;
/** A chunk is small beside a list or a table. */
const chunksMadeAtOnce = 4;
const waitingMax = 1000;

/** Each kind of work that takes much memory has a queue of its own: little never waits for much. */
export interface WorkTurns {
  /** What is made from all races of a season, or from those of many. */
  readonly tables: Turns;
  /** What is made from a small part of them. */
  readonly briefTables: Turns;
  readonly longLists: Turns;
  /** Parts of lists. Were many made at once, all would be half made for long. */
  readonly chunks: Turns;
  /** What is sent while it is made, which takes long. */
  readonly streams: Turns;
}

/** Creates the queues; in most of them one works at a time. */
export function createWorkTurns(): WorkTurns {
  const create = (places = madeAtOnce): Turns => createTurns(places, waitingMax);
  return {
    tables: create(),
    briefTables: create(),
    longLists: create(),
    chunks: create(chunksMadeAtOnce),
    streams: create(),
  };
}
