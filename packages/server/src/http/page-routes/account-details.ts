import { OAuthError, parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { requestAddressChange } from '../../domain/member/address-change.ts';
import { changePassword, renameMember } from '../../domain/member/change-account.ts';
import { startBrowserLogin } from '../../domain/session/browser-login.ts';
import { accountDetailsPage } from '../../pages/account-details-page.ts';
import type { DetailsDone, DetailsProblem } from '../../pages/account-details-page.ts';
import { accountTexts } from '../../pages/account-texts.ts';
import { durationWords } from '../../pages/time-words.ts';
import { cookieNames, setLoginCookie } from '../cookies.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { accountSubject } from './logout.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** The pages and forms of a member's details. */
export const detailsPaths = {
  page: '/account/details',
  name: '/account/details/name',
  address: '/account/details/address',
  keepAddress: '/account/details/keep-address',
  password: '/account/details/password',
  export: '/account/details/export',
  deletion: '/account/details/delete',
} as const;

const refusedStatus = 422;
const noticeSubject = (done: string): string => `details.${done}`;

/** The member as the head of every account page shows them. */
export function toAccountMember({ parts }: SignInContext, { member, presented }: SignedIn) {
  const form_token = createFormToken(parts.formKey, presented, accountSubject);
  const { display_name, username } = member;
  return { display_name, username, signOut: { action: '/logout', hidden: { form_token } } };
}

/** Leads back to the page, which then says what has been done. */
function sendDone(
  { reply, parts }: SignInContext,
  presented: string,
  done: DetailsDone,
): FastifyReply {
  const notice = createFormToken(parts.formKey, presented, noticeSubject(done));
  const query = new URLSearchParams({ done, notice });
  return reply.redirect(`${detailsPaths.page}?${query.toString()}`, 303);
}

const doneKinds: readonly DetailsDone[] = [
  'saved',
  'passwordChanged',
  'addressSent',
  'addressDropped',
];

function findDone(
  { request, parts }: SignInContext,
  { presented }: SignedIn,
): DetailsDone | undefined {
  const query = parseParameters(rawQuery(request));
  return doneKinds.find(
    (done) =>
      query.get('done') === done &&
      isFormTokenRight(query.get('notice'), parts.formKey, presented, noticeSubject(done)),
  );
}

async function sendDetailsPage(
  context: SignInContext,
  signedIn: SignedIn,
  refused?: { readonly problem: DetailsProblem; readonly status: number },
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { member } = signedIn;
  const form_token = createFormToken(parts.formKey, signedIn.presented, detailsPaths.page);
  const target = (action: string) => ({ action, hidden: { form_token } });
  const page = accountDetailsPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    forms: {
      name: target(detailsPaths.name),
      address: target(detailsPaths.address),
      keepAddress: target(detailsPaths.keepAddress),
      password: target(detailsPaths.password),
    },
    pending: await parts.account.links.findPendingAddress(member.member_id, parts.clock()),
    exportHref: detailsPaths.export,
    deletionHref: detailsPaths.deletion,
    done: refused === undefined ? findDone(context, signedIn) : undefined,
    problem: refused?.problem,
  });
  return sendPage(reply, parts, page, { status: refused?.status ?? 200 });
}

/** A form of the page: the form is ours, and the member signed in. */
type Change = (
  context: SignInContext,
  field: (name: string) => string,
  signedIn: SignedIn,
) => Promise<FastifyReply>;

type Refused =
  | { readonly outcome: 'wrong' | 'overtaken' | 'busy' }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

/** Answers a change whose password did not open it. */
function sendRefused(
  context: SignInContext,
  signedIn: SignedIn,
  form: DetailsProblem['form'],
  refused: Refused,
  typed?: string,
): Promise<FastifyReply> {
  const { reply } = context;
  const send = (status: number, sentence: string, field?: DetailsProblem['field']) =>
    sendDetailsPage(context, signedIn, {
      status,
      problem: { form, sentence, typed, ...(field !== undefined && { field }) },
    });
  switch (refused.outcome) {
    case 'wrong':
      return send(refusedStatus, accountTexts.wrongPassword, 'password');
    case 'overtaken':
      return send(409, accountTexts.overtaken);
    case 'throttled':
      reply.header('retry-after', String(refused.waitSeconds));
      return send(429, accountTexts.throttled(durationWords(refused.waitSeconds)));
    case 'busy':
      reply.header('retry-after', '2');
      return send(503, accountTexts.busy);
  }
}

/** What a rule answers, or `busy` where too many passwords are being hashed. */
async function orBusyOutcome<Outcome>(
  work: Promise<Outcome>,
): Promise<Outcome | { readonly outcome: 'busy' }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OAuthError && error.error === 'temporarily_unavailable') {
      return { outcome: 'busy' };
    }
    throw error;
  }
}

const changeName: Change = async (context, field, signedIn) => {
  const { request, parts } = context;
  const typed = field('display_name');
  const made = { audit: parts.audit, accounts: parts.account.accounts };
  const renamed = await renameMember(signedIn.member, typed, toRequester(request), made);
  switch (renamed.outcome) {
    case 'renamed':
      return sendDone(context, signedIn.presented, 'saved');
    case 'gone':
      return refuseForm(context);
    case 'refused': {
      const { problem: sentence } = renamed;
      return sendDetailsPage(context, signedIn, {
        status: refusedStatus,
        problem: { form: 'name', field: 'display_name', sentence, typed },
      });
    }
  }
};

const changeAddress: Change = async (context, field, signedIn) => {
  const { request, parts } = context;
  const recent = askForRecentSignIn(context, signedIn, detailsPaths.page);
  if (recent !== undefined) return recent;
  const username = field('username');
  const wanted = { username, password: field('password') };
  const requested = await orBusyOutcome(
    requestAddressChange(signedIn.member, wanted, toRequester(request), parts),
  );
  if (requested.outcome === 'sent') return sendDone(context, signedIn.presented, 'addressSent');
  if (requested.outcome !== 'refused') {
    return sendRefused(context, signedIn, 'address', requested, username);
  }
  const { problem: sentence } = requested;
  return sendDetailsPage(context, signedIn, {
    status: refusedStatus,
    problem: { form: 'address', field: 'username', sentence, typed: username },
  });
};

const keepAddress: Change = async (context, _field, signedIn) => {
  const { request, parts } = context;
  const { member_id } = signedIn.member;
  if (await parts.account.links.deleteAddressChange(member_id)) {
    parts.audit.append(auditEvents.addressChangeDropped(toRequester(request), { member_id }));
  }
  return sendDone(context, signedIn.presented, 'addressDropped');
};

const changeOwnPassword: Change = async (context, field, signedIn) => {
  const { request, reply, parts } = context;
  const typed = { present: field('password'), wanted: field('new_password') };
  const changed = await orBusyOutcome(
    changePassword(signedIn.member, typed, toRequester(request), parts),
  );
  if (changed.outcome === 'changed') {
    // The old login ended with everything else. The password alone is no fresh sign-in: who has a second
    // factor was not asked for it.
    const { auth_time } = signedIn.login;
    const { member } = changed;
    const presented = await startBrowserLogin(member, signedIn.presented, parts, null, auth_time);
    setLoginCookie(reply, cookieNames(parts.origin), presented);
    return sendDone(context, presented, 'passwordChanged');
  }
  if (changed.outcome !== 'refused') return sendRefused(context, signedIn, 'password', changed);
  const { problem: sentence } = changed;
  return sendDetailsPage(context, signedIn, {
    status: refusedStatus,
    problem: { form: 'password', field: 'new_password', sentence },
  });
};

const changes: Readonly<Record<string, Change>> = {
  [detailsPaths.name]: changeName,
  [detailsPaths.address]: changeAddress,
  [detailsPaths.keepAddress]: keepAddress,
  [detailsPaths.password]: changeOwnPassword,
};

/** The page on which members change name, address and password. */
export function registerAccountDetails(app: FastifyInstance, parts: HttpParts): void {
  app.get(detailsPaths.page, async (request, reply) => {
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) {
      return reply.redirect('/login?destination=%2Faccount%2Fdetails', 303);
    }
    return sendDetailsPage({ request, reply, parts }, signedIn);
  });
  for (const [path, change] of Object.entries(changes)) {
    app.post(path, async (request, reply) => {
      const context = { request, reply, parts };
      const form = parsePostedForm(context);
      const signedIn = await findSignedIn(request, parts);
      if (signedIn === undefined) return refuseForm(context);
      if (!isOwnForm(context, form, signedIn.presented, detailsPaths.page)) {
        return refuseForm(context);
      }
      return change(context, (name) => form.get(name) ?? '', signedIn);
    });
  }
}
