import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';

/** The options of `pitpass token`. */
export interface TokenFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** `pitpass token`: prints an access token that is valid now, alone. */
export async function token(flags: TokenFlags, surroundings: Surroundings): Promise<void> {
  const { session, signal, store } = await openConnection(flags, surroundings);
  const access_token = await session.accessToken({ signal });
  if (flags.json !== true) {
    await print(surroundings, `${access_token}\n`);
    return;
  }
  const tokenSet = await store.load();
  const { token_type, expires_at, scope } = tokenSet ?? {};
  await print(surroundings, `${JSON.stringify({ access_token, token_type, expires_at, scope })}\n`);
}
