import type { Parameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { endImpersonation, startImpersonation } from '../../domain/member/impersonation.ts';
import { isStaff } from '../../domain/member/member.ts';
import { actAsPage } from '../../pages/act-as-page.ts';
import type { ActAsPageValues } from '../../pages/act-as-page.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { toAccountMember } from './account-member.ts';
import { toImpersonationParts } from './acting.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** Where staff act for members, and the forms of that page. */
export const actAsPaths = {
  page: '/staff/act-as',
  start: '/staff/act-as/start',
  stop: '/staff/act-as/stop',
} as const;

const subject = 'act-as';

type Shown = Pick<ActAsPageValues, 'typed' | 'problems' | 'needsSecondFactor' | 'hasEnded'>;

async function sendActAs(
  context: SignInContext,
  signedIn: SignedIn,
  shown: Shown = {},
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { login_digest } = signedIn.login;
  const now = parts.clock();
  const found = await parts.impersonations.findImpersonationOfLogin(login_digest, now);
  const hidden = { form_token: createFormToken(parts.formKey, signedIn.presented, subject) };
  const page = actAsPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    acting: found && {
      display_name: found.member.display_name,
      username: found.member.username,
      note: found.impersonation.note,
      expires_at: found.impersonation.expires_at,
      stop: { action: actAsPaths.stop, hidden },
    },
    start: { action: actAsPaths.start, hidden },
    ...shown,
  });
  const isRefused = shown.problems !== undefined || shown.needsSecondFactor === true;
  return sendPage(reply, parts, page, { status: isRefused ? 422 : 200 });
}

/** Who of the staff is signed in; nobody else learns that there is such a page. */
async function findStaff({ request, parts }: SignInContext): Promise<SignedIn | undefined> {
  const signedIn = await findSignedIn(request, parts);
  return signedIn !== undefined && isStaff(signedIn.member) ? signedIn : undefined;
}

const sendNoPage = ({ reply, parts }: SignInContext): FastifyReply =>
  sendErrorPage(reply, parts, errorMessages.notFound, { status: 404 });

type Action = (
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
) => Promise<FastifyReply>;

const start: Action = async (context, form, signedIn) => {
  const { request, reply, parts } = context;
  const stepUp = askForRecentSignIn(context, signedIn, actAsPaths.page);
  if (stepUp !== undefined) return stepUp;
  const typed = { username: form.get('username') ?? '', note: form.get('note') ?? '' };
  const { member, login } = signedIn;
  const started = await startImpersonation(
    { member, login_digest: login.login_digest },
    typed,
    toRequester(request),
    toImpersonationParts(parts),
  );
  switch (started.outcome) {
    case 'started':
      return reply.redirect(actAsPaths.page, 303);
    case 'no_second_factor':
      return sendActAs(context, signedIn, { typed, needsSecondFactor: true });
    case 'refused':
      return sendActAs(context, signedIn, { typed, problems: started.problems });
  }
};

const stop: Action = async (context, _form, signedIn) => {
  const { request, parts } = context;
  const { login_digest, member_id } = signedIn.login;
  const now = parts.clock();
  const found = await parts.impersonations.findImpersonationOfLogin(login_digest, now);
  if (found !== undefined) {
    const impersonationParts = toImpersonationParts(parts);
    await endImpersonation(
      found.impersonation,
      member_id,
      toRequester(request),
      impersonationParts,
    );
  }
  return sendActAs(context, signedIn, { hasEnded: true });
};

async function handleAction(context: SignInContext, action: Action): Promise<FastifyReply> {
  const form = parsePostedForm(context);
  const signedIn = await findStaff(context);
  if (signedIn === undefined) return sendNoPage(context);
  if (!isOwnForm(context, form, signedIn.presented, subject)) return refuseForm(context);
  return action(context, form, signedIn);
}

/** The page on which a member of the staff begins to act for a member, and stops. @see S135 */
export function registerActAs(app: FastifyInstance, parts: HttpParts): void {
  app.get(actAsPaths.page, async (request, reply) => {
    const context = { request, reply, parts };
    if ((await findSignedIn(request, parts)) === undefined) {
      return reply.redirect(`/login?destination=${encodeURIComponent(actAsPaths.page)}`, 303);
    }
    const staff = await findStaff(context);
    return staff === undefined ? sendNoPage(context) : sendActAs(context, staff);
  });
  app.post(actAsPaths.start, (request, reply) => handleAction({ request, reply, parts }, start));
  app.post(actAsPaths.stop, (request, reply) => handleAction({ request, reply, parts }, stop));
}
