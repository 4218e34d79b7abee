import { parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { confirmClient, withdrawConfirmation } from '../../domain/client/password-limited.ts';
import { confirmAppPage } from '../../pages/confirm-app-page.ts';
import type { ConfirmableApp } from '../../pages/confirm-app-page.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { toAccountMember } from './account-member.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** Where members confirm apps that sign in with their password, and the forms of that page. */
export const confirmAppPaths = {
  page: '/account/confirm-app',
  confirm: '/account/confirm-app/confirm',
  withdraw: '/account/confirm-app/withdraw',
} as const;

const subject = 'confirm-app';
const noticeSubject = (done: string) => `${subject}.${done}`;

async function listApps(parts: HttpParts, member_id: string): Promise<ConfirmableApp[]> {
  const lifetime = parts.passwordLimitedConfirmationSeconds;
  const now = parts.clock();
  const apps: ConfirmableApp[] = [];
  for (const { client_id, confirmed_at } of await parts.passwordLimited.listEntries(member_id)) {
    const client = await parts.clients.findClient(client_id);
    if (client?.grant_types.includes('password_limited') !== true) continue;
    const isStanding = confirmed_at !== null && confirmed_at + lifetime > now;
    apps.push({
      client_id,
      client_name: client.client_name,
      confirmation: isStanding ? { since: confirmed_at, until: confirmed_at + lifetime } : null,
      isExpired: confirmed_at !== null && !isStanding,
    });
  }
  return apps;
}

function findDone({ request, parts }: SignInContext, { presented }: SignedIn) {
  const query = parseParameters(rawQuery(request));
  const done = query.get('done');
  if (done !== 'confirmed' && done !== 'withdrawn') return undefined;
  const notice = query.get('notice');
  return isFormTokenRight(notice, parts.formKey, presented, noticeSubject(done)) ? done : undefined;
}

async function sendConfirmApp(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined) {
    return reply.redirect(`/login?destination=${encodeURIComponent(confirmAppPaths.page)}`, 303);
  }
  const page = confirmAppPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    apps: await listApps(parts, signedIn.member.member_id),
    confirmationSeconds: parts.passwordLimitedConfirmationSeconds,
    actions: {
      form_token: createFormToken(parts.formKey, signedIn.presented, subject),
      confirm: confirmAppPaths.confirm,
      withdraw: confirmAppPaths.withdraw,
    },
    done: findDone(context, signedIn),
  });
  return sendPage(reply, parts, page);
}

type Change = (
  context: SignInContext,
  client_id: string,
  signedIn: SignedIn,
) => Promise<'confirmed' | 'withdrawn' | undefined>;

const confirm: Change = async ({ request, parts }, client_id, { member }) => {
  const client = await parts.clients.findClient(client_id);
  if (client === undefined) return undefined;
  const isDone = await confirmClient(client, member, toRequester(request), parts);
  return isDone ? 'confirmed' : undefined;
};

const withdraw: Change = async ({ request, parts }, client_id, { member }) => {
  await withdrawConfirmation(client_id, member, toRequester(request), parts);
  return 'withdrawn';
};

async function handleChange(context: SignInContext, change: Change): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const form = parsePostedForm(context);
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, subject)) {
    return refuseForm(context);
  }
  // Letting an app in is risky, taking that back is not.
  const stepUp =
    change === confirm ? askForRecentSignIn(context, signedIn, confirmAppPaths.page) : undefined;
  if (stepUp !== undefined) return stepUp;
  const done = await change(context, form.get('client_id') ?? '', signedIn);
  if (done === undefined) {
    return sendErrorPage(reply, parts, errorMessages.appNotListed, { status: 404 });
  }
  const notice = createFormToken(parts.formKey, signedIn.presented, noticeSubject(done));
  const query = new URLSearchParams({ done, notice });
  return reply.redirect(`${confirmAppPaths.page}?${query.toString()}`, 303);
}

/** The page on which a member lets an app sign in with the password alone, and takes it back. @see S105 */
export function registerConfirmApp(app: FastifyInstance, parts: HttpParts): void {
  app.get(confirmAppPaths.page, (request, reply) => sendConfirmApp({ request, reply, parts }));
  app.post(confirmAppPaths.confirm, (request, reply) =>
    handleChange({ request, reply, parts }, confirm),
  );
  app.post(confirmAppPaths.withdraw, (request, reply) =>
    handleChange({ request, reply, parts }, withdraw),
  );
}
