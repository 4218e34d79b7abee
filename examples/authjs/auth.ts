import { randomUUID } from 'node:crypto';

import type { ExpressAuthConfig } from '@auth/express';
import { getToken } from '@auth/core/jwt';
import { createSession, iracing } from '@pitpass/client';
import type { IracingOptions, Session } from '@pitpass/client';
import { iracingAuthProvider, readAccountTokens } from '@pitpass/client/authjs';
import { sqliteTokenStore } from '@pitpass/client/sqlite';
import type { Request } from 'express';

/** What the app needs to know about itself. */
export interface AuthOptions {
  /** Its registration; the redirect URI ends in `/auth/callback/iracing`. */
  readonly provider: IracingOptions & { readonly redirect_uri: string };
  /** SQLite, 0600: the tokens of all members, a row for each sign-in. */
  readonly tokenFile: string;
  /** Encrypts the cookies of Auth.js. */
  readonly secret: string;
  /** Told about what failed; nothing secret is in it. */
  readonly onFault: (error: unknown) => void;
}

/** Auth.js for this app, and what it does not do: keep tokens valid. */
export interface Auth {
  readonly config: ExpressAuthConfig;
  /** The member's session at iRacing; undefined when nobody is signed in. */
  readonly sessionOf: (request: Request) => Promise<Session | undefined>;
}

const weekSeconds = 7 * 86_400;
const openMax = 500;

/** Opens each row once, so that parallel requests of one browser refresh once. */
function createSessions({ provider: options, tokenFile }: AuthOptions) {
  const provider = iracing(options);
  const open = new Map<string, Session>();
  return {
    clock: provider.clock,
    find(key: string): Session {
      const session =
        open.get(key) ?? createSession({ provider, store: sqliteTokenStore(tokenFile, { key }) });
      // In the order of their last use: those that go are only closed.
      open.delete(key);
      open.set(key, session);
      const [oldest] = open.keys();
      if (open.size > openMax && oldest !== undefined) open.delete(oldest);
      return session;
    },
  };
}

/**
 * Auth.js signs members in; the SDK keeps their tokens. The cookie of Auth.js holds a key to them and nothing else:
 * with tokens in it, two requests at once would both spend the one refresh token, and one of them would lose.
 *
 * @throws InvalidOptions or InsecureUrl for a registration that cannot be meant
 */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const { client_id, client_secret, scope, issuerUrl, redirect_uri } = options.provider;
  const sessions = createSessions(options);
  const isSecure = redirect_uri.startsWith('https:');
  const provider = await iracingAuthProvider({
    client_id,
    ...(client_secret !== undefined && { client_secret }),
    ...(scope !== undefined && { scope }),
    ...(issuerUrl !== undefined && { issuerUrl }),
  });
  const config: ExpressAuthConfig = {
    providers: [provider],
    secret: options.secret,
    // The app itself answers under one name alone: see refuseOtherHosts.
    trustHost: true,
    useSecureCookies: isSecure,
    // No longer than an unused refresh token lives.
    session: { strategy: 'jwt', maxAge: weekSeconds },
    logger: { error: options.onFault, warn: () => undefined, debug: () => undefined },
    callbacks: {
      async jwt({ token, account }) {
        // Only at a sign-in is there an account.
        if (account) {
          const key = `${account.providerAccountId}/${randomUUID()}`;
          await sessions.find(key).signIn(readAccountTokens(account, sessions.clock()));
          token['key'] = key;
        }
        return token;
      },
    },
    events: {
      async signOut(message) {
        const key = 'token' in message ? message.token?.['key'] : undefined;
        if (typeof key !== 'string') return;
        const session = sessions.find(key);
        // Auth.js has signed the browser out by now, whether the service hears of it or not.
        await session.signOut().catch(async (error: unknown) => {
          options.onFault(error);
          await session.forget();
        });
      },
    },
  };
  return {
    config,
    async sessionOf(request) {
      const { secret } = options;
      const headers = { cookie: request.headers.cookie ?? '' };
      const token = await getToken({ req: { headers }, secret, secureCookie: isSecure });
      const key = token?.['key'];
      return typeof key === 'string' ? sessions.find(key) : undefined;
    },
  };
}
