import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { shownDeveloper } from '../../domain/client/client.ts';
import { endAllSessions, endSessions } from '../../domain/session/end-sessions.ts';
import { endImpersonation } from '../../domain/member/impersonation.ts';
import type { Session } from '../../domain/session/session.ts';
import type { AccountApp } from '../../pages/account-app.ts';
import { accountPage } from '../../pages/account-page.ts';
import type { AccountNotice } from '../../pages/account-page.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { toImpersonationParts } from './acting.ts';
import { confirmAppPaths } from './confirm-app.ts';
import { accountSubject } from './logout.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

async function toAccountSession(session: Session, { describeSource }: HttpParts) {
  const { last_ip, last_user_agent_header } = session;
  const { place, program } = await describeSource(last_ip, last_user_agent_header);
  return {
    last_place: place,
    last_program: program,
    impersonation_note: session.impersonation_note,
    session_id: session.session_id,
    grant_type: session.grant_type,
    started: session.created_at,
    last_activity: session.last_activity,
    expires: session.session_expiration,
    last_ip,
    last_user_agent: last_user_agent_header,
  };
}

function unionOfScopes(scopes: readonly string[]): string[] {
  return [...new Set(scopes.flatMap((scope) => scope.split(' ')))].filter(Boolean);
}

/** The apps that a member let in: those with a consent and those with a session. */
async function listAccountApps(parts: HttpParts, member_id: string): Promise<AccountApp[]> {
  const now = parts.clock();
  const consents = await parts.authorizations.listConsents(member_id);
  const sessions = await parts.sessions.listLiveSessions(member_id, undefined, now);
  const client_ids = new Set([...sessions, ...consents].map(({ client_id }) => client_id));
  const apps: AccountApp[] = [];
  for (const client_id of client_ids) {
    const client = await parts.clients.findClient(client_id);
    if (client === undefined) continue;
    const consent = consents.find((candidate) => candidate.client_id === client_id);
    const own = sessions.filter((session) => session.client_id === client_id);
    const activities = own.map(({ last_activity }) => last_activity);
    apps.push({
      client_id,
      client_name: client.client_name,
      developer_name: shownDeveloper(client).developer_name,
      developer_url: shownDeveloper(client).developer_url,
      dialect: client.dialect,
      scopes: unionOfScopes([...(consent ? [consent.scope] : []), ...own.map((s) => s.scope)]),
      allowed_since: consent?.granted_at ?? Math.min(...own.map((s) => s.created_at)),
      last_activity: activities.length === 0 ? null : Math.max(...activities),
      sessions: await Promise.all(own.map((session) => toAccountSession(session, parts))),
      hasConsent: consent !== undefined,
    });
  }
  return apps.sort((a, b) => (b.last_activity ?? 0) - (a.last_activity ?? 0));
}

const listActing = ({ impersonations, clock }: HttpParts, member_id: string) =>
  impersonations.listImpersonationsOf(member_id, clock());

/** What a notice is about: only we can say that something has been done. */
function noticeSubject(result: {
  readonly done: string | undefined;
  readonly client_id?: string | undefined;
}): string {
  return `notice.${result.done}.${result.client_id}`;
}

/** Reads what has just been done out of the query; names come from the store alone. */
async function findNotice(
  parts: HttpParts,
  query: Parameters,
  { presented }: SignedIn,
): Promise<AccountNotice | undefined> {
  const kind = query.get('done');
  const subject = noticeSubject({ done: kind, client_id: query.get('client_id') });
  if (!isFormTokenRight(query.get('notice'), parts.formKey, presented, subject)) return undefined;
  if (kind === 'allEnded' || kind === 'actingEnded') return { kind };
  if (kind !== 'ended' && kind !== 'forgotten' && kind !== 'sessionEnded') return undefined;
  const client = await parts.clients.findClient(query.get('client_id') ?? '');
  return client && { kind, client_name: client.client_name };
}

type Action = (
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
) => Promise<{ readonly done: AccountNotice['kind']; readonly client_id?: string } | undefined>;

const endAccess: Action = async ({ request, parts }, form, { member }) => {
  const client_id = form.get('client_id');
  if (client_id === undefined) return undefined;
  const owner = { member_id: member.member_id, client_id };
  await endAllSessions(owner, toRequester(request), parts);
  return { done: 'ended', client_id };
};

const forget: Action = async (context, form, signedIn) => {
  const { request, parts } = context;
  const client_id = form.get('client_id');
  if (client_id === undefined) return undefined;
  const { member_id } = signedIn.member;
  // Consent first: no new session can begin behind the one that is ended.
  await parts.authorizations.deleteConsent(member_id, client_id, parts.clock());
  await endAccess(context, form, signedIn);
  parts.audit.append(auditEvents.consentForgotten(toRequester(request), { member_id, client_id }));
  return { done: 'forgotten', client_id };
};

const endOneSession: Action = async ({ request, parts }, form, { member }) => {
  const session_id = form.get('session_id');
  if (session_id === undefined) return undefined;
  const { member_id } = member;
  const session = await parts.sessions.findSession(session_id);
  await endSessions([session_id], { member_id }, toRequester(request), parts);
  if (session?.member_id !== member_id) return undefined;
  return { done: 'sessionEnded', client_id: session.client_id };
};

const endActing: Action = async ({ request, parts }, form, { member }) => {
  const wanted = form.get('impersonation_id');
  for (const standing of await listActing(parts, member.member_id)) {
    if (wanted !== undefined && standing.impersonation_id !== wanted) continue;
    await endImpersonation(standing, null, toRequester(request), toImpersonationParts(parts));
  }
  return { done: 'actingEnded' };
};

const endAll: Action = async (context, form, signedIn) => {
  const { request, parts } = context;
  const { member } = signedIn;
  await endActing(context, form, signedIn);
  await endAllSessions({ member_id: member.member_id }, toRequester(request), parts);
  return { done: 'allEnded' };
};

const actions: Readonly<Record<string, Action>> = {
  '/account/end-access': endAccess,
  '/account/forget': forget,
  '/account/end-session': endOneSession,
  '/account/end-all': endAll,
  '/account/end-impersonation': endActing,
};

async function handleAction(context: SignInContext, action: Action): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const form = parsePostedForm(context);
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, accountSubject)) {
    return refuseForm(context);
  }
  const result = await action(context, form, signedIn);
  if (result === undefined) {
    return sendErrorPage(reply, parts, errorMessages.requestWrong, { status: 400 });
  }
  const notice = createFormToken(parts.formKey, signedIn.presented, noticeSubject(result));
  const query = new URLSearchParams({ ...result, notice });
  return reply.redirect(`/account?${query.toString()}`, 303);
}

/** The account page: the apps I let in, since when, and the buttons that end it. */
export function registerAccount(app: FastifyInstance, parts: HttpParts): void {
  app.get('/account', async (request, reply) => {
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) return reply.redirect('/login', 303);
    const { member, presented } = signedIn;
    const entries = await parts.passwordLimited.listEntries(member.member_id);
    const page = accountPage({
      frame: pageFrame(parts),
      member,
      apps: await listAccountApps(parts, member.member_id),
      actions: {
        form_token: createFormToken(parts.formKey, presented, accountSubject),
        signOut: '/logout',
        endAccess: '/account/end-access',
        forget: '/account/forget',
        endSession: '/account/end-session',
        endAll: '/account/end-all',
        endImpersonation: '/account/end-impersonation',
      },
      acting: await listActing(parts, member.member_id),
      confirmAppHref: entries.length === 0 ? undefined : confirmAppPaths.page,
      ownAppsHref: '/manager',
      notice: await findNotice(parts, parseParameters(rawQuery(request)), signedIn),
    });
    return sendPage(reply, parts, page);
  });
  for (const [path, action] of Object.entries(actions)) {
    app.post(path, (request, reply) => handleAction({ request, reply, parts }, action));
  }
}
