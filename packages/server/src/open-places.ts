import type { Config } from './config/parse-config.ts';
import type { Clock } from './domain/ports.ts';
import { noPlaces } from './domain/session/place.ts';
import type { PlaceFinder } from './domain/session/place.ts';
import { openPlaceFile } from './store/place-file.ts';

/**
 * Opens the operator's database of places, where there is one.
 *
 * @param log - told when a newer file in its place cannot be used
 * @throws PlaceFileUnreadable when the named file is missing or no such database
 */
export async function openPlaces(
  { placesFile }: Pick<Config, 'placesFile'>,
  clock: Clock,
  log: { error(fields: object, message: string): void },
): Promise<PlaceFinder> {
  if (placesFile === undefined) return noPlaces;
  const onError = ({ message }: Error) => log.error({ err: { message } }, 'file of places');
  return openPlaceFile(placesFile, { clock, onError });
}
