import { OAuthError, parseParameters, refuseParameterProblems } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyRequest } from 'fastify';

import type { AccessTokenClaims } from '../../dialect/iracing/access-token.ts';
import { sessionIdsMax } from '../../dialect/iracing/session-limits.ts';
import { formatSession } from '../../dialect/iracing/session-response.ts';
import { auditEvents } from '../../domain/audit/audit-event.ts';
import { endAllSessions, endSessions } from '../../domain/session/end-sessions.ts';
import type { ProtectedHandler } from '../bearer-authentication.ts';
import { forbidStoring, rawForm, toRequester } from '../http-parts.ts';
import type { DialectParts } from '../http-parts.ts';

function parseForm(form: string): Parameters {
  const parameters = parseParameters(form);
  refuseParameterProblems(parameters);
  return parameters;
}

function parseFlag(parameters: Parameters, name: string): boolean {
  const value = parameters.get(name);
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new OAuthError('invalid_request', `${name} must be true or false`);
}

function parseSessionIds(parameters: Parameters): readonly string[] {
  const text = parameters.get('session_ids');
  if (text === undefined) throw new OAuthError('invalid_request', 'session_ids missing');
  const session_ids = text.split(',').map((session_id) => session_id.trim());
  if (session_ids.includes('')) {
    throw new OAuthError('invalid_request', 'session_ids holds an empty id');
  }
  if (session_ids.length > sessionIdsMax) {
    throw new OAuthError('invalid_request', `session_ids holds more than ${sessionIdsMax} ids`);
  }
  return [...new Set(session_ids)];
}

/** `GET /sessions`: the member's live sessions with the calling client. @see The book, chapter 14.1 */
export function listSessionsEndpoint(parts: DialectParts): ProtectedHandler {
  return async (claims, _request, reply) => {
    const { client_id, sub: member_id, session_id } = claims;
    const client = await parts.clients.findClient(client_id);
    const now = parts.clock();
    const sessions = await parts.sessions.listLiveSessions(member_id, client_id, now);
    if (client === undefined) throw new Error(`Client ${client_id} of a good token is gone`);
    const entries = sessions.map((session) =>
      formatSession(session, client, session_id, parts.describeSource),
    );
    return forbidStoring(reply).send({ sessions: await Promise.all(entries) });
  };
}

/** Forgets the remembered browser in which the member signed in to the session, where there was one. */
async function forgetBrowserOf(
  { session_id, sub: member_id, client_id }: AccessTokenClaims,
  request: FastifyRequest,
  parts: DialectParts,
): Promise<void> {
  const session = await parts.sessions.findSession(session_id);
  const browser_id = session?.browser_id ?? undefined;
  if (browser_id === undefined) return;
  if (!(await parts.browsers.forgetBrowser(browser_id, member_id))) return;
  const subject = { member_id, client_id, session_id };
  parts.audit.append(auditEvents.browserForgotten(toRequester(request), subject));
}

/**
 * `POST /revoke/current`: ends the session of the token and, when asked, forgets the browser that it came
 * from: signing in there takes everything again.
 *
 * @see The book, chapters 14.2 and 14.5
 */
export function revokeCurrentEndpoint(parts: DialectParts): ProtectedHandler {
  return async (claims, request, reply) => {
    const forgetsBrowser = parseFlag(parseForm(rawForm(request)), 'forget_browser');
    const { client_id, sub: member_id, session_id } = claims;
    const owner = { member_id, client_id };
    await endSessions([session_id], owner, toRequester(request), parts);
    if (forgetsBrowser) await forgetBrowserOf(claims, request, parts);
    return forbidStoring(reply).send();
  };
}

/**
 * `POST /revoke/sessions`: ends those of the named sessions that are the member's with the calling client.
 * Any other id, whoever's it is, is passed over alike.
 *
 * @see The book, chapter 14.3
 */
export function revokeSessionsEndpoint(parts: DialectParts): ProtectedHandler {
  return async (claims, request, reply) => {
    const session_ids = parseSessionIds(parseForm(rawForm(request)));
    const { client_id, sub: member_id } = claims;
    const owner = { member_id, client_id };
    await endSessions(session_ids, owner, toRequester(request), parts);
    return forbidStoring(reply).send();
  };
}

/** `POST /revoke/client`: ends all of the member's sessions with the client. @see The book, 14.4 */
export function revokeClientEndpoint(parts: DialectParts): ProtectedHandler {
  return async (claims, request, reply) => {
    parseForm(rawForm(request));
    const { client_id, sub: member_id } = claims;
    await endAllSessions({ member_id, client_id }, toRequester(request), parts);
    return forbidStoring(reply).send();
  };
}

/** `GET /iracing/profile`: name and customer id. @see The book, chapter 15 */
export function profileEndpoint(parts: DialectParts): ProtectedHandler {
  return async (claims, _request, reply) => {
    const member = await parts.members.findMember(claims.sub);
    if (member === undefined) throw new OAuthError('access_denied', 'account is gone');
    return forbidStoring(reply).send({
      iracing_name: member.display_name,
      iracing_cust_id: member.cust_id,
    });
  };
}
