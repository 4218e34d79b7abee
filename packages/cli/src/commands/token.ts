import { usageProblem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';

/** The options of `pitpass token`. */
export interface TokenFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly authorizationHeader?: boolean;
}

/**
 * `pitpass token`: prints an access token that is valid now, alone or as the header that carries it.
 */
export async function token(flags: TokenFlags, surroundings: Surroundings): Promise<void> {
  if (flags.json === true && flags.authorizationHeader === true) {
    throw usageProblem('--json and --authorization-header are two forms of one answer; give one.');
  }
  const { session, signal, store } = await openConnection(flags, surroundings);
  const access_token = await session.accessToken({ signal });
  if (flags.json !== true) {
    const isHeader = flags.authorizationHeader === true;
    await print(surroundings, `${isHeader ? 'Authorization: Bearer ' : ''}${access_token}\n`);
    return;
  }
  const tokenSet = await store.load();
  const { token_type, expires_at, scope } = tokenSet ?? {};
  await print(surroundings, `${JSON.stringify({ access_token, token_type, expires_at, scope })}\n`);
}
