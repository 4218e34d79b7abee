import { worldEpoch } from './calendar.ts';
import { teamName } from './group-names.ts';
import { mix } from './hash.ts';
import type { Rosters } from './rosters.ts';
import { createRosters } from './rosters.ts';

/** A team of two to twelve members. */
export interface Team {
  readonly team_id: number;
  /** Counts teams from 0; names its group in the rosters. */
  readonly group: number;
  readonly team_name: string;
  /** Epoch seconds; every team is older than the world. */
  readonly created: number;
  readonly hidden: boolean;
  readonly recruiting: boolean;
  readonly size: number;
  readonly hash: number;
}

/** The teams of the world. A member's team of the first layer is the default one. */
export interface TeamBook {
  readonly rosters: Rosters;
  find(teamId: number): Team | undefined;
  get(group: number): Team;
}

const layers = 2;
const teamsPerLayer = 3000;
const firstTeamId = 200_001;
const firstFoundation = Date.UTC(2011, 0, 15, 18) / 1000;

/** Creates the 6,000 teams of a seed. */
export function createTeamBook(seed: number): TeamBook {
  const count = layers * teamsPerLayer;
  const sizeOf = (group: number): number => 2 + (mix(seed, 311, group) % 11);
  const rosters = createRosters({
    seed: mix(seed, 312),
    layers,
    groupsPerLayer: teamsPerLayer,
    sizeOf,
    guestRanks: 2,
  });
  const get = (group: number): Team => {
    const hash = mix(seed, 313, group);
    const step = (worldEpoch - firstFoundation) / count;
    return {
      team_id: firstTeamId + group,
      group,
      team_name: teamName(seed, group),
      created: Math.floor(firstFoundation + step * group),
      hidden: hash % 31 === 0,
      recruiting: hash % 3 === 0,
      size: sizeOf(group),
      hash,
    };
  };
  return {
    rosters,
    get,
    find: (teamId) => {
      const group = teamId - firstTeamId;
      return Number.isSafeInteger(group) && group >= 0 && group < count ? get(group) : undefined;
    },
  };
}
