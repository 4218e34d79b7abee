import { parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import type { AuditRecord } from '../../domain/audit/audit-store.ts';
import { activityPage } from '../../pages/activity-page.ts';
import type { ShownEvent } from '../../pages/activity-page.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery } from '../http-parts.ts';
import { openPageToken, sealPageToken } from '../page-token.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { toAccountMember } from './account-member.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext } from './sign-in.ts';

/** Where members read what happened in their account. */
export const activityPath = '/account/activity';

const eventsPerPage = 25;

async function toShownEvent(record: AuditRecord, parts: HttpParts): Promise<ShownEvent> {
  const { occurred_at, event, outcome, client_id, ip, user_agent, actor_member_id } = record;
  const client = client_id === null ? undefined : await parts.clients.findClient(client_id);
  return {
    occurred_at,
    event,
    outcome,
    client_name: client_id === null ? undefined : (client?.client_name ?? null),
    ip,
    user_agent,
    ...(await parts.describeSource(ip, user_agent)),
    isByStaff: actor_member_id !== null,
  };
}

/** The events of one page, and the token of the next one; undefined when the wanted page is none of ours. */
async function readPage(parts: HttpParts, member_id: string, token: string | undefined) {
  const list = `activity ${member_id}`;
  const before =
    token === undefined ? undefined : openPageToken(token, list, parts.pageTokenSealer);
  if (token !== undefined && before === undefined) return undefined;
  const found = await parts.activity.listMemberEvents(member_id, before, eventsPerPage + 1);
  const shown = found.slice(0, eventsPerPage);
  const last = shown.at(-1);
  const hasMore = found.length > shown.length && last !== undefined;
  return {
    events: await Promise.all(shown.map((record) => toShownEvent(record, parts))),
    next: hasMore ? sealPageToken(last, list, parts.pageTokenSealer) : undefined,
  };
}

async function sendActivity(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined) {
    return reply.redirect(`/login?destination=${encodeURIComponent(activityPath)}`, 303);
  }
  const query = parseParameters(rawQuery(request));
  const token = query.get('page');
  const isOnce = query.problems.length === 0;
  const found = isOnce ? await readPage(parts, signedIn.member.member_id, token) : undefined;
  if (found === undefined) {
    return sendErrorPage(reply, parts, errorMessages.pageUnknown, { status: 400 });
  }
  const { events, next } = found;
  const page = activityPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    events,
    olderHref: next && `${activityPath}?page=${next}`,
    newestHref: token === undefined ? undefined : activityPath,
  });
  return sendPage(reply, parts, page);
}

/** The activity page: every event of the member, and nobody else's. @see S215, S221 */
export function registerActivity(app: FastifyInstance, parts: HttpParts): void {
  app.get(activityPath, (request, reply) => sendActivity({ request, reply, parts }));
}
