import type { Place, PlaceFinder } from './place.ts';
import { loadProgramReader } from './program.ts';
import type { Program } from './program.ts';

/** From where and with what a request came. */
export interface RequestSource {
  readonly place: Place;
  readonly program: Program;
}

/** Tells what an address and a User-Agent header say. Nothing of it is stored. */
export type DescribeSource = (
  ip: string | null,
  user_agent: string | null,
) => Promise<RequestSource>;

/**
 * Creates the description of requests. It is worked out when somebody looks: what is stored of a session
 * stays the address and the header alone, and a better database tells more of old sessions, too.
 */
export function createSourceDescription(places: PlaceFinder): DescribeSource {
  return async (ip, user_agent) => {
    const readProgram = await loadProgramReader();
    return { place: places.findPlace(ip), program: readProgram(user_agent) };
  };
}
