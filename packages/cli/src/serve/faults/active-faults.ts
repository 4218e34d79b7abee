import type { FaultName } from './fault-table.ts';
import { isMetBy } from './parse-fault.ts';
import type { Fault, FaultTarget } from './parse-fault.ts';

/** The faults that are on. They are in memory alone: a service that starts has none. */
export interface ActiveFaults {
  isEmpty(): boolean;
  /** The oldest first. */
  list(): readonly Fault[];
  /**
   * Switches a fault on. One of the same name, client and path is replaced.
   *
   * @returns false, and nothing is done, when there are too many already
   */
  add(fault: Fault): boolean;
  /**
   * Switches off those of a name, or all.
   *
   * @returns how many there were
   */
  clear(name?: FaultName): number;
  /**
   * Lets a request meet the oldest fault of a name that is meant for it, which counts it; undefined
   * when there is none.
   */
  claim(name: FaultName, target: FaultTarget): Fault | undefined;
}

/** How many faults can be on at once. */
export const activeFaultsMax = 50;

function isSame(left: Fault, right: Fault): boolean {
  return left.name === right.name && left.client_id === right.client_id && left.path === right.path;
}

/** Creates the set of faults, empty. */
export function createActiveFaults(): ActiveFaults {
  let faults: readonly Fault[] = [];
  return {
    isEmpty: () => faults.length === 0,
    list: () => faults,
    add: (fault) => {
      const others = faults.filter((other) => !isSame(other, fault));
      if (others.length >= activeFaultsMax) return false;
      faults = [...others, fault];
      return true;
    },
    clear: (name) => {
      const before = faults.length;
      faults = name === undefined ? [] : faults.filter((fault) => fault.name !== name);
      return before - faults.length;
    },
    claim: (name, target) => {
      const met = faults.find((fault) => fault.name === name && isMetBy(fault, target));
      if (met?.remaining == null) return met;
      const remaining = met.remaining - 1;
      faults = faults.flatMap((fault) => {
        if (fault !== met) return [fault];
        return remaining === 0 ? [] : [{ ...fault, remaining }];
      });
      return met;
    },
  };
}
