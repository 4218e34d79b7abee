import { shownDeveloper } from '../../domain/client/client.ts';
import type { Client } from '../../domain/client/client.ts';
import type { DescribeSource, RequestSource } from '../../domain/session/request-source.ts';
import type { Session } from '../../domain/session/session.ts';
import { iracingScopeTable } from './scope-table.ts';

/** One entry of `GET /sessions`, with its thirty fields. @see The book, chapter 14.1 */
export type SessionResponse = Readonly<
  Record<string, string | number | boolean | readonly string[] | null>
>;

function prefixed(
  prefix: 'first' | 'last',
  ip: string | null,
  header: string | null,
  { place, program }: RequestSource,
) {
  return {
    [`${prefix}_ip`]: ip,
    [`${prefix}_continent`]: place.continent,
    [`${prefix}_country`]: place.country,
    [`${prefix}_subdivisions`]: place.subdivisions,
    [`${prefix}_city`]: place.city,
    [`${prefix}_user_agent_header`]: header,
    [`${prefix}_user_agent_operating_system`]: program.operating_system,
    [`${prefix}_user_agent_browser`]: program.browser,
  };
}

/** Words a session for its client. What nobody knows of place and program is `null`. */
export async function formatSession(
  session: Session,
  client: Client,
  current_session_id: string,
  describeSource: DescribeSource,
): Promise<SessionResponse> {
  const { first_ip, first_user_agent_header, last_ip, last_user_agent_header } = session;
  const first = await describeSource(first_ip, first_user_agent_header);
  const last = await describeSource(last_ip, last_user_agent_header);
  const developer = shownDeveloper(client);
  const tokens = session.scope.split(' ').filter((token) => token !== '');
  return {
    session_id: session.session_id,
    client_id: client.client_id,
    client_name: client.client_name,
    client_developer_name: developer.developer_name,
    client_developer_url: developer.developer_url,
    client_developer_email: developer.developer_email,
    scope: tokens.length === 0 ? null : session.scope,
    scope_descriptions:
      tokens.length === 0 ? null : tokens.map((token) => iracingScopeTable[token] ?? token),
    auth_time: session.auth_time,
    last_activity: session.last_activity,
    session_expiration: session.session_expiration,
    current_session: session.session_id === current_session_id,
    impersonated: session.impersonation_id !== null,
    impersonation_note: session.impersonation_note,
    ...prefixed('first', first_ip, first_user_agent_header, first),
    ...prefixed('last', last_ip, last_user_agent_header, last),
  };
}
