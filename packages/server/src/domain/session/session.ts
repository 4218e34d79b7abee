import type { GrantType } from '@pitpass/protocol';

import type { DialectName } from '../client/client.ts';
import type { NewRefreshToken } from '../token/refresh-token.ts';

/** A member's session with a client: what one code exchange or password login began. */
export interface Session {
  /** UUID. */
  readonly session_id: string;
  readonly dialect: DialectName;
  readonly client_id: string;
  readonly member_id: string;
  readonly grant_type: GrantType;
  /** Granted scope tokens, space-separated; empty when nothing was granted. */
  readonly scope: string;
  /** When the member proved who they are. */
  readonly auth_time: number;
  readonly created_at: number;
  readonly last_activity: number;
  /** When the last token of the session ends; moves with each refresh. */
  readonly session_expiration: number;
  /** Never moved by a refresh. */
  readonly absolute_expires_at: number;
  readonly ended_at: number | null;
  readonly first_ip: string | null;
  readonly first_user_agent_header: string | null;
  readonly last_ip: string | null;
  readonly last_user_agent_header: string | null;
  /** The remembered browser in which its member signed in; without one there was none. */
  readonly browser_id?: string | null;
  /** The impersonation under which staff began it; null where the member did. */
  readonly impersonation_id: string | null;
  /** Why staff acted for the member, as the member reads it; null where nobody did. */
  readonly impersonation_note: string | null;
}

/** Where sessions are kept. */
export interface SessionStore {
  findSession(session_id: string): Promise<Session | undefined>;
  /**
   * Begins a session that stands on no one-time value, with its refresh token, in one transaction.
   *
   * @returns false, and nothing is written, when the client is not there any more, or disabled
   */
  startSession(session: Session, refresh_token: NewRefreshToken | undefined): Promise<boolean>;
  /** True while the session is live, its member's account in use and its client active. */
  isSessionLive(session_id: string, now: number): Promise<boolean>;
  /** Live sessions of the member, newest first, with one client or with all; at most 200. */
  listLiveSessions(
    member_id: string,
    client_id: string | undefined,
    now: number,
  ): Promise<readonly Session[]>;
  /**
   * Ends those of the named sessions that are the member's and, when `client_id` is given, the client's.
   * Others are left as they are and look like unknown ones.
   *
   * @returns the ids of the sessions that this call ended
   */
  endSessions(
    session_ids: readonly string[],
    owner: { readonly member_id: string; readonly client_id?: string },
    now: number,
  ): Promise<readonly string[]>;
  /**
   * Ends all sessions of the member, with one client or with all, and spends the codes that could still
   * become one.
   *
   * @returns the ids of the sessions that this call ended
   */
  endAllSessions(
    member_id: string,
    client_id: string | undefined,
    now: number,
  ): Promise<readonly string[]>;
  /** Ends one session whoever asks: reuse of its code or refresh token. True when it was alive. */
  endSession(session_id: string, now: number): Promise<boolean>;
}
