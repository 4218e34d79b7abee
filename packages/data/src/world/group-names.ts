import { mix, pick } from './hash.ts';

const beginnings = [
  'Amber',
  'Apex',
  'Blue Flag',
  'Boreal',
  'Brake Point',
  'Cobalt',
  'Copper',
  'Crosswind',
  'Dawn Patrol',
  'Ember',
  'Falcon Ridge',
  'Granite',
  'Gravel Trap',
  'Green Flag',
  'Harbour',
  'Högfart',
  'Kerb Riders',
  'Kolibri',
  'Lantern',
  'Late Apex',
  'Midnight',
  'Monsoon',
  'Nordlicht',
  'Orbit',
  'Parc Fermé',
  'Pit Lane',
  'Quicksilver',
  'Red Kite',
  'Sexta Marcha',
  'Slipstream',
  'Sunday',
  'Tarmac',
  'Três Voltas',
  'Under Braking',
  'Wolfpack',
] as const;
const leagueEndings = [
  'Racing League',
  'Cup',
  'Sim Racing Club',
  'Championship',
  'Motorsport Club',
  'Endurance League',
  'Race Nights',
  'Liga',
  'Series',
  'Grand Tour',
] as const;
const teamEndings = [
  'Racing',
  'Motorsport',
  'Esports',
  'Competition',
  'Racing Team',
  'Autosport',
  'Works',
  'Scuderia',
  'Corse',
  'Garage',
] as const;
/** Beginnings times endings; further groups of the same name get a number. */
const pairs = beginnings.length * leagueEndings.length;

function name(seed: number, i: number, endings: readonly string[]): string {
  const shift = mix(seed, 1) % pairs;
  const pair = (i + shift) % pairs;
  const beginning = pick(beginnings, pair % beginnings.length);
  const ending = pick(endings, Math.floor(pair / beginnings.length));
  const number = Math.floor(i / pairs);
  return `${beginning} ${ending}${number === 0 ? '' : ` ${number + 1}`}`;
}

/** A made-up league's name; different for each number. */
export function leagueName(seed: number, i: number): string {
  return name(mix(seed, 301), i, leagueEndings);
}

/** A made-up team's name; different for each number. */
export function teamName(seed: number, i: number): string {
  return name(mix(seed, 302), i, teamEndings);
}

const sessionNames = [
  'Open Practice and Race',
  'Sunday Funday',
  'Night Owls Sprint',
  'Warm-up for the Week',
  'Everybody Welcome',
  'Clean Racing Only',
  'Beginners First',
  'Full Grid Challenge',
  'Lunch Break Dash',
  'After Work Race',
  'No Stress Racing',
  'Rain or Shine',
  'Reverse Order Fun',
  'Hot Lap Session with Race',
  'Testabend',
  'Corrida Aberta',
] as const;
const descriptions = [
  undefined,
  'Be nice on the first lap.',
  undefined,
  'Voice chat is on; say hello.',
  'Points for nothing, fun for all.',
  undefined,
] as const;

/** What a member calls a session without a league. */
export function hostedName(hash: number): string {
  const who = pick(beginnings, mix(hash, 351));
  const what = pick(sessionNames, mix(hash, 352));
  return hash % 4 === 0 ? what : `${who} ${what}`;
}

/** What the host says about a session; some say nothing. */
export function hostedDescription(hash: number): string | undefined {
  return descriptions[mix(hash, 353) % descriptions.length];
}
