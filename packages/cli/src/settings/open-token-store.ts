import type { TokenStore } from '@pitpass/client';
import { fileTokenStore } from '@pitpass/client/node';

import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';

/**
 * The store of a token file. Its warnings, of a file that others could read for example, are told to
 * the person.
 */
export function openTokenStore(
  tokenFile: string,
  surroundings: Pick<Surroundings, 'errors'>,
): TokenStore {
  const ignore = (): void => undefined;
  const warn = (message: string): void => note(surroundings, `${tokenFile}: ${message}.`);
  return fileTokenStore(tokenFile, {
    logger: { debug: ignore, info: ignore, warn, error: ignore },
  });
}
