import type { EventPlace } from '../domain/audit/audit-store.ts';
import type { Sealer } from '../domain/key/sealing.ts';

const tokenLengthMax = 500;
const idLengthMax = 100;

/** The token of the page behind an event: it opens for the same list alone, and nobody can make one. */
export function sealPageToken(place: EventPlace, list: string, sealer: Sealer): string {
  return sealer.seal(JSON.stringify([place.occurred_at, place.event_id]), `page of ${list}`);
}

/**
 * Opens the token of a page.
 *
 * @returns undefined when it was altered, is of another list, or holds what no token of ours holds
 * @see S215
 */
export function openPageToken(token: string, list: string, sealer: Sealer): EventPlace | undefined {
  if (token.length > tokenLengthMax) return undefined;
  const text = sealer.open(token, `page of ${list}`);
  if (text === undefined) return undefined;
  const [occurred_at, event_id, ...more] = JSON.parse(text) as unknown[];
  if (!Number.isSafeInteger(occurred_at) || typeof event_id !== 'string') return undefined;
  if (event_id === '' || event_id.length > idLengthMax || more.length > 0) return undefined;
  return { occurred_at: Number(occurred_at), event_id };
}
