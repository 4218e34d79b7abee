import type { Configuration } from './configuration.ts';
import { InvalidOptions, InvalidResponse } from './errors.ts';
import type { CallOptions } from './provider.ts';
import { refuseAnswer } from './refuse-answer.ts';
import { parseJson } from './transport.ts';
import type { Answer } from './transport.ts';

/** A session as the service lists it. Members that the service adds later are kept. */
export interface SessionRecord {
  readonly session_id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly client_developer_name?: string | null;
  readonly client_developer_url?: string | null;
  readonly client_developer_email?: string | null;
  readonly scope?: string | null;
  readonly scope_descriptions?: readonly string[] | null;
  /** Epoch seconds, as are the next two. */
  readonly auth_time: number;
  readonly last_activity: number;
  readonly session_expiration: number;
  /** True for the session of the access token that asked. */
  readonly current_session: boolean;
  /** True when support staff acts as the member. */
  readonly impersonated?: boolean;
  readonly impersonation_note?: string | null;
  readonly first_ip?: string | null;
  readonly first_continent?: string | null;
  readonly first_country?: string | null;
  readonly first_subdivisions?: readonly string[] | null;
  readonly first_city?: string | null;
  readonly first_user_agent_header?: string | null;
  readonly first_user_agent_operating_system?: string | null;
  readonly first_user_agent_browser?: string | null;
  readonly last_ip?: string | null;
  readonly last_continent?: string | null;
  readonly last_country?: string | null;
  readonly last_subdivisions?: readonly string[] | null;
  readonly last_city?: string | null;
  readonly last_user_agent_header?: string | null;
  readonly last_user_agent_operating_system?: string | null;
  readonly last_user_agent_browser?: string | null;
}

/** Who the member is. @see The book, chapter 15 */
export interface Profile {
  readonly iracing_name: string;
  readonly iracing_cust_id: number;
}

/** One call to an endpoint of the authorization service, with a token. */
interface ServiceCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly subject: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

async function callService(
  configuration: Configuration,
  access_token: string,
  call: ServiceCall,
): Promise<Answer> {
  const answer = await configuration.send({
    ...call,
    access_token,
    timeoutSeconds: configuration.requestTimeoutSeconds,
  });
  if (answer.status < 200 || answer.status > 299) {
    const context = { now: configuration.clock(), secrets: [access_token] };
    await refuseAnswer(answer, 'service', call.subject, context);
  }
  return answer;
}

function isSessionRecord(value: unknown): value is SessionRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return (
    ['session_id', 'client_id', 'client_name'].every((name) => typeof record[name] === 'string') &&
    ['auth_time', 'last_activity', 'session_expiration'].every(
      (name) => typeof record[name] === 'number',
    ) &&
    typeof record['current_session'] === 'boolean'
  );
}

/**
 * The sessions that the token's member has with this client.
 *
 * @throws ResourceErrorResponse, RateLimited, InvalidResponse, NetworkFailure, Timeout
 * @see The book, chapter 14.1
 */
export async function listSessions(
  configuration: Configuration,
  access_token: string,
  { signal }: CallOptions = {},
): Promise<SessionRecord[]> {
  const url = configuration.endpoints.sessions_endpoint;
  const call = { method: 'GET', url, subject: 'the list of sessions', signal } as const;
  const answer = await callService(configuration, access_token, call);
  const body = parseJson(answer.text) as { readonly sessions?: unknown } | null | undefined;
  const sessions = body?.sessions;
  if (!Array.isArray(sessions) || !sessions.every(isSessionRecord)) {
    throw new InvalidResponse('the list of sessions does not have the documented form', answer);
  }
  return sessions;
}

/**
 * Who the member is; the token needs the scope `iracing.profile`.
 *
 * @throws ResourceErrorResponse, RateLimited, InvalidResponse, NetworkFailure, Timeout
 * @see The book, chapter 15
 */
export async function fetchProfile(
  configuration: Configuration,
  access_token: string,
  { signal }: CallOptions = {},
): Promise<Profile> {
  const url = configuration.endpoints.profile_endpoint;
  const call = { method: 'GET', url, subject: 'the profile', signal } as const;
  const answer = await callService(configuration, access_token, call);
  const body = parseJson(answer.text) as Partial<Profile> | null | undefined;
  if (typeof body?.iracing_name !== 'string' || typeof body.iracing_cust_id !== 'number') {
    throw new InvalidResponse('the profile does not have the documented form', answer);
  }
  return body as Profile;
}

/** Ends the token's own session. @see The book, chapter 14.2 */
export async function revokeCurrent(
  configuration: Configuration,
  access_token: string,
  { forget_browser, signal }: CallOptions & { readonly forget_browser?: boolean } = {},
): Promise<void> {
  await callService(configuration, access_token, {
    method: 'POST',
    url: configuration.endpoints.revoke_current_endpoint,
    subject: 'the end of this session',
    form: forget_browser === true ? { forget_browser: 'true' } : {},
    signal,
  });
}

/**
 * Ends sessions of the member with this client, by their ids.
 *
 * @throws InvalidOptions when there is no id, or one is empty or holds a comma
 * @see The book, chapter 14.3 (one field, ids separated by commas)
 */
export async function revokeSessions(
  configuration: Configuration,
  access_token: string,
  session_ids: readonly string[],
  { signal }: CallOptions = {},
): Promise<void> {
  if (session_ids.length === 0 || session_ids.some((id) => id === '' || id.includes(','))) {
    throw new InvalidOptions('session_ids must hold at least one id, none empty or with a comma');
  }
  await callService(configuration, access_token, {
    method: 'POST',
    url: configuration.endpoints.revoke_sessions_endpoint,
    subject: 'the end of these sessions',
    form: { session_ids: session_ids.join(',') },
    signal,
  });
}

/**
 * Ends all sessions of the member with this client, the token's own included. @see The book,
 * chapter 14.4
 */
export async function revokeClient(
  configuration: Configuration,
  access_token: string,
  { signal }: CallOptions = {},
): Promise<void> {
  await callService(configuration, access_token, {
    method: 'POST',
    url: configuration.endpoints.revoke_client_endpoint,
    subject: 'the end of all sessions of this app',
    form: {},
    signal,
  });
}
