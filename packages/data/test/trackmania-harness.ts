import Fastify from 'fastify';
import type { InjectOptions } from 'fastify';
import { trackmaniaApi } from '../src/index.ts';
import type { Account, TrackmaniaApiOptions, TrackmaniaAuthentication } from '../src/index.ts';
import { noon, origin } from './harness.ts';

export { noon, origin };

export const storedAccounts: readonly Account[] = [
  { account_id: '0c5a2d6e-4b1f-4f7a-9d3e-8a6b7c5d4e3f', display_name: 'Zoë Prüfer' },
  { account_id: '1d6b3e7f-5c20-4a8b-8e4f-9b7c8d6e5f40', display_name: 'Ola' },
];
export const allScopes = ['clubs', 'read_favorite', 'write_favorite'] as const;

/** An accepted token of a member, or of a client alone. */
export function acceptedFor(
  account_id: string | undefined,
  scope: readonly string[] = allScopes,
): TrackmaniaAuthentication {
  return { outcome: 'accepted', client_id: '0123456789abcdef0123', account_id, scope };
}

/** Favorites in memory, behaving as the port says. */
export function createFavorites(): TrackmaniaApiOptions['favorites'] {
  const kept = new Map<string, string[]>();
  const of = (account_id: string): string[] => kept.get(account_id) ?? [];
  return {
    list: async (account_id, length, offset) => of(account_id).slice(offset, offset + length),
    add: async (account_id, uid) => {
      if (!of(account_id).includes(uid)) kept.set(account_id, [uid, ...of(account_id)]);
    },
    remove: async (account_id, uid) => {
      const rest = of(account_id).filter((each) => each !== uid);
      kept.set(account_id, rest);
    },
  };
}

/** The API with made-up ports and a clock to set. */
export async function startTrackmaniaApi(changes: Partial<TrackmaniaApiOptions> = {}) {
  const state = {
    now: noon,
    members: storedAccounts,
    tokens: new Map<string, TrackmaniaAuthentication>([
      ['zoe', acceptedFor(storedAccounts[0]?.account_id)],
      ['ola', acceptedFor(storedAccounts[1]?.account_id)],
      ['client', acceptedFor(undefined)],
      ['revoked', { outcome: 'revoked' }],
    ]),
    failures: [] as unknown[],
  };
  const fastify = Fastify();
  await fastify.register(trackmaniaApi, {
    authenticateAccessToken: (token) => state.tokens.get(token) ?? { outcome: 'not_verified' },
    listMembers: () => state.members,
    favorites: createFavorites(),
    clock: () => state.now,
    errorProfile: 'league-8',
    publicOrigin: origin,
    onInternalError: (error) => void state.failures.push(error),
    ...changes,
  });
  const get = (url: string, token: string | undefined = 'zoe') =>
    fastify.inject({ url, headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  const post = (url: string, body: unknown, token = 'zoe', changed: InjectOptions = {}) =>
    fastify.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
      ...changed,
    });
  return { fastify, state, get, post };
}
