import type { Client } from '../../domain/client/client.ts';
import type { Session } from '../../domain/session/session.ts';
import { iracingScopeTable } from './scope-table.ts';

/** One entry of `GET /sessions`, with its thirty fields. @see The book, chapter 14.1 */
export type SessionResponse = Readonly<
  Record<string, string | number | boolean | readonly string[] | null>
>;

function prefixed(prefix: 'first' | 'last', ip: string | null, userAgent: string | null) {
  return {
    [`${prefix}_ip`]: ip,
    [`${prefix}_continent`]: null,
    [`${prefix}_country`]: null,
    [`${prefix}_subdivisions`]: null,
    [`${prefix}_city`]: null,
    [`${prefix}_user_agent_header`]: userAgent,
    [`${prefix}_user_agent_operating_system`]: null,
    [`${prefix}_user_agent_browser`]: null,
  };
}

/**
 * Words a session for its client. Place and program are `null` while the operator has set up nothing that
 * could tell them.
 */
export function formatSession(
  session: Session,
  client: Client,
  current_session_id: string,
): SessionResponse {
  const tokens = session.scope.split(' ').filter((token) => token !== '');
  return {
    session_id: session.session_id,
    client_id: client.client_id,
    client_name: client.client_name,
    client_developer_name: client.developer_name,
    client_developer_url: client.developer_url,
    client_developer_email: client.developer_email,
    scope: tokens.length === 0 ? null : session.scope,
    scope_descriptions:
      tokens.length === 0 ? null : tokens.map((token) => iracingScopeTable[token] ?? token),
    auth_time: session.auth_time,
    last_activity: session.last_activity,
    session_expiration: session.session_expiration,
    current_session: session.session_id === current_session_id,
    impersonated: false,
    impersonation_note: null,
    ...prefixed('first', session.first_ip, session.first_user_agent_header),
    ...prefixed('last', session.last_ip, session.last_user_agent_header),
  };
}
