import { randomUUID } from 'node:crypto';

import { createSession } from '@pitpass/client';
import type { Profile, Provider, Session, TokenSet } from '@pitpass/client';
import { sqliteTokenStore } from '@pitpass/client/sqlite';

/** Who is signed in in a browser. The cookie leads here; tokens it never holds. */
export interface SignedIn {
  /** Whose row of the token store it is, and which of this member's sign-ins. */
  readonly key: string;
  readonly name: string;
}

/** The tokens of all members, a row for each sign-in. */
export interface Members {
  /** Stores the tokens of a sign-in that has just come back. @throws what the profile request throws */
  signIn(tokens: TokenSet): Promise<SignedIn>;
  /** Keeps the tokens of one sign-in valid; parallel requests refresh once. */
  sessionOf(signedIn: SignedIn): Session;
  /** Drops a sign-in that nobody can come back to: ends it at the service, as far as that can be reached. */
  drop(signedIn: SignedIn): Promise<void>;
}

const openMax = 500;

/**
 * Opens the place where all members' tokens are kept.
 *
 * @param file of the SQLite database; it is made 0600
 */
export function openMembers(provider: Provider, file: string): Members {
  const open = new Map<string, Session>();

  function sessionOf({ key }: SignedIn): Session {
    const session =
      open.get(key) ?? createSession({ provider, store: sqliteTokenStore(file, { key }) });
    // In the order of their last use: those that go are only closed, and opened again when they come back.
    open.delete(key);
    open.set(key, session);
    const [oldest] = open.keys();
    if (open.size > openMax && oldest !== undefined) open.delete(oldest);
    return session;
  }

  return {
    sessionOf,
    async signIn(tokens) {
      let profile: Profile;
      try {
        profile = await provider.profile(tokens.access_token);
      } catch (error) {
        // Nobody would ever use these tokens: the member's list of sessions shall not show them.
        await provider.revokeCurrent(tokens.access_token).catch(() => undefined);
        throw error;
      }
      const key = `${profile.iracing_cust_id}/${randomUUID()}`;
      const signedIn = { key, name: profile.iracing_name };
      await sessionOf(signedIn).signIn(tokens);
      return signedIn;
    },
    async drop(signedIn) {
      const session = sessionOf(signedIn);
      await session.signOut().catch(() => session.forget());
      open.delete(signedIn.key);
    },
  };
}
