import { parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { reviewDueSeconds } from '../../domain/client/client-life.ts';
import type { ReviewedClient } from '../../domain/client/client-life.ts';
import type { Client } from '../../domain/client/client.ts';
import { approveClient, reasonLengthMax, refuseClient } from '../../domain/client/client-review.ts';
import { isStaff } from '../../domain/member/member.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import { ownAppLifeTexts } from '../../pages/own-app-life-texts.ts';
import { staffClientsPage } from '../../pages/staff-clients-page.ts';
import type { StaffRequest } from '../../pages/staff-clients-page.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { toClientFacts } from './own-app-life.ts';
import { staffClientsPath, toOwnAppMember } from './own-app-pages.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

const listPath = staffClientsPath;
const approvePath = '/staff/clients/:client_id/approve';
const refusePath = '/staff/clients/:client_id/refuse';

const pathOf = (path: string, client_id: string) =>
  path.replace(':client_id', encodeURIComponent(client_id));
const subjectOf = (client_id: string) => `staff-clients.${client_id}`;
/** What an approval is about: the app as staff was shown it, which its developer may have changed since. */
const standingSubject = (client: Client) => `staff-clients-standing.${JSON.stringify(client)}`;
const noticeSubject = (done: string) => `staff-clients-notice.${done}`;

/** A refusal that could not be, for want of a reason. */
interface WantingReason {
  readonly client_id: string;
  readonly reason: string;
}

async function toRequest(
  { client, review, owner_member_id }: ReviewedClient,
  { parts }: SignInContext,
  { presented }: SignedIn,
  wanting: WantingReason | undefined,
): Promise<StaffRequest> {
  const { client_id, client_name } = client;
  const due_at = review.requested_at + reviewDueSeconds;
  const token = (subject: string) => createFormToken(parts.formKey, presented, subject);
  const hidden = { form_token: token(subjectOf(client_id)) };
  const standing = { standing: token(standingSubject(client)) };
  return {
    client_id,
    client_name,
    facts: toClientFacts(client),
    requested_at: review.requested_at,
    due_at,
    isOverdue: parts.clock() > due_at,
    held_because: review.held_because,
    applicant:
      owner_member_id === null ? undefined : await parts.members.findMember(owner_member_id),
    approve: { action: pathOf(approvePath, client_id), hidden: { ...hidden, ...standing } },
    refuse: { action: pathOf(refusePath, client_id), hidden },
    ...(wanting?.client_id === client_id && { refusedReason: wanting.reason }),
  };
}

function readDone({ request, parts }: SignInContext, { presented }: SignedIn) {
  const query = parseParameters(rawQuery(request));
  const done = query.get('done');
  if (done !== 'approved' && done !== 'refused') return undefined;
  const notice = query.get('notice');
  const isOurs = isFormTokenRight(notice, parts.formKey, presented, noticeSubject(done));
  return isOurs ? done : undefined;
}

const refusedStatus = 422;

async function sendRequests(
  context: SignInContext,
  signedIn: SignedIn,
  wanting?: WantingReason,
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const reviews = await parts.clients.listReviews('requested');
  const requests = await Promise.all(
    reviews.map((review) => toRequest(review, context, signedIn, wanting)),
  );
  const page = staffClientsPage({
    frame: pageFrame(parts),
    member: toOwnAppMember(context, signedIn),
    requests,
    done: wanting === undefined ? readDone(context, signedIn) : undefined,
  });
  return sendPage(reply, parts, page, { status: wanting === undefined ? 200 : refusedStatus });
}

/** Whoever is not of the staff finds no such page. */
function sendNoSuchPage({ reply, parts }: SignInContext): FastifyReply {
  return sendErrorPage(reply, parts, errorMessages.notFound, { status: 404 });
}

async function decide(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: HttpParts,
  outcome: 'approved' | 'refused',
): Promise<FastifyReply> {
  const context = { request, reply, parts };
  const form = parsePostedForm(context);
  const signedIn = await findSignedIn(request, parts);
  const { client_id } = request.params as { readonly client_id: string };
  if (
    signedIn === undefined ||
    !isOwnForm(context, form, signedIn.presented, subjectOf(client_id))
  ) {
    return refuseForm(context);
  }
  if (!isStaff(signedIn.member)) return sendNoSuchPage(context);
  const question = askForRecentSignIn(context, signedIn, listPath);
  if (question !== undefined) return question;
  const reason = (form.get('reason') ?? '').trim();
  const isWanting = outcome === 'refused' && (reason === '' || reason.length > reasonLengthMax);
  if (isWanting) return sendRequests(context, signedIn, { client_id, reason });
  const requester = toRequester(request);
  const registrar = { owner: undefined, requester, staff_member_id: signedIn.member.member_id };
  const isAsShown = (client: Client) => {
    const subject = standingSubject(client);
    return isFormTokenRight(form.get('standing'), parts.formKey, signedIn.presented, subject);
  };
  const decided =
    outcome === 'approved'
      ? await approveClient(client_id, registrar, parts, isAsShown)
      : await refuseClient(client_id, reason, registrar, parts);
  if (decided !== 'done') {
    return sendErrorPage(reply, parts, ownAppLifeTexts.errors.decided, { status: 409 });
  }
  const notice = createFormToken(parts.formKey, signedIn.presented, noticeSubject(outcome));
  const query = new URLSearchParams({ done: outcome, notice });
  return reply.redirect(`${listPath}?${query.toString()}`, 303);
}

/** The page on which staff decides about the apps that members ask for. */
export function registerStaffClients(app: FastifyInstance, parts: HttpParts): void {
  app.get(listPath, async (request, reply) => {
    const context = { request, reply, parts };
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) return reply.redirect('/login?destination=%2Fstaff%2Fclients', 303);
    return isStaff(signedIn.member) ? sendRequests(context, signedIn) : sendNoSuchPage(context);
  });
  app.post(approvePath, (request, reply) => decide(request, reply, parts, 'approved'));
  app.post(refusePath, (request, reply) => decide(request, reply, parts, 'refused'));
}
