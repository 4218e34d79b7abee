import type { FastifyInstance, FastifyReply } from 'fastify';

import {
  addPasskey,
  findPasskeyNameProblem,
  setAuthenticator,
} from '../../domain/member/change-second-factor.ts';
import type { AddedMethod, AddingPurpose } from '../../domain/member/change-second-factor.ts';
import { beginPasskeyRegistration, canHavePasskeys } from '../../domain/member/passkey.ts';
import { beginTotpEnrolment, openTotpEnrolment } from '../../domain/member/totp-enrolment.ts';
import type { TotpEnrolment } from '../../domain/member/totp-enrolment.ts';
import { createTotpUri } from '../../domain/member/totp.ts';
import { digestOf } from '../../domain/presented.ts';
import { secondFactorTexts } from '../../pages/second-factor-texts.ts';
import { authenticatorPage, passkeyPage } from '../../pages/second-factor-setup-pages.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import type { OwnPath } from '../transaction.ts';
import { accountSubject } from './logout.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import {
  openSecurityForm,
  securityPaths,
  sendBackupCodes,
  sendDone,
  sendSecurityPage,
  toAccountMember,
} from './security.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** The member who may begin; `answer` leads through a fresh sign-in and back. */
async function openSetup(
  context: SignInContext,
  path: OwnPath,
): Promise<{ readonly answer: FastifyReply } | { readonly signedIn: SignedIn }> {
  const { request, reply, parts } = context;
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined) {
    return { answer: reply.redirect(`/login?destination=${path}`, 303) };
  }
  const answer = askForRecentSignIn(context, signedIn, path);
  return answer === undefined ? { signedIn } : { answer };
}

/** Names the service in an authenticator app, so that two services stay apart. */
const issuerOf = ({ origin }: HttpParts) => `Pitpass ${new URL(origin).host}`.replaceAll(':', ' ');

async function sendAuthenticatorPage(
  context: SignInContext,
  signedIn: SignedIn,
  offered: TotpEnrolment,
  error?: 'wrong' | 'expired',
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { member, presented } = signedIn;
  const { encode } = await import('uqr');
  const { seed, sealed, purpose } = offered;
  const named = { issuer: issuerOf(parts), label: member.username };
  const uri = await createTotpUri(seed, named);
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  const added = standing?.authenticator === undefined ? 'add' : 'replace';
  const page = authenticatorPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    form: {
      action: securityPaths.authenticator,
      hidden: {
        enrolment: sealed,
        form_token: createFormToken(parts.formKey, presented, accountSubject),
      },
    },
    uri,
    qr: encode(uri, { ecc: 'M', border: 0 }).data,
    seed,
    purpose: purpose === 'switch_on' ? purpose : added,
    error,
  });
  return sendPage(reply, parts, page, { status: error === undefined ? 200 : 400 });
}

/** What a method does that is added now. */
async function findPurpose({ parts }: SignInContext, { member }: SignedIn): Promise<AddingPurpose> {
  const isOn = await parts.secondFactor.store.hasSecondFactor(member.member_id);
  return isOn ? 'add' : 'switch_on';
}

async function offerAuthenticator(
  context: SignInContext,
  signedIn: SignedIn,
  error?: 'expired',
): Promise<FastifyReply> {
  const { member, presented } = signedIn;
  const purpose = await findPurpose(context, signedIn);
  const offered = await beginTotpEnrolment(member, presented, purpose, context.parts);
  return sendAuthenticatorPage(context, signedIn, offered, error);
}

/** Answers a method that was added or was overtaken; undefined when its code or answer was wrong. */
async function answerAdded(
  context: SignInContext,
  signedIn: SignedIn,
  added: AddedMethod,
  done: 'authenticator_set' | 'passkey_added',
): Promise<FastifyReply | undefined> {
  switch (added.outcome) {
    case 'switched_on':
      return sendBackupCodes(context, 'switched_on', added.backupCodes);
    case 'added':
      return sendDone(context, signedIn, done);
    case 'overtaken':
      return sendSecurityPage(context, signedIn, secondFactorTexts.security.changed);
    case 'wrong':
      return undefined;
  }
}

async function confirmAuthenticator(context: SignInContext): Promise<FastifyReply> {
  const { request, parts } = context;
  const opened = await openSecurityForm(context);
  if ('answer' in opened) return opened.answer;
  const { signedIn, form } = opened;
  const { member, presented } = signedIn;
  const sealed = form.get('enrolment') ?? '';
  const offered = openTotpEnrolment(sealed, member, presented, parts);
  if (offered === undefined) return offerAuthenticator(context, signedIn, 'expired');
  const confirmed = { ...offered, typed: form.get('code') ?? '' };
  const added = await setAuthenticator(member, confirmed, toRequester(request), parts);
  return (
    (await answerAdded(context, signedIn, added, 'authenticator_set')) ??
    sendAuthenticatorPage(context, signedIn, { ...offered, sealed }, 'wrong')
  );
}

/** What the challenge of a registration is bound to: this login of this member, and what the page said. */
const registrationContext = ({ member, presented }: SignedIn, purpose: AddingPurpose) =>
  `passkey ${purpose} ${member.member_id} ${digestOf(presented)}`;

async function sendPasskeyPage(
  context: SignInContext,
  signedIn: SignedIn,
  shown: {
    readonly passkey_name?: string;
    readonly nameProblem?: string;
    readonly isRefused?: boolean;
  } = {},
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { member, presented } = signedIn;
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  const purpose = standing === undefined ? 'switch_on' : 'add';
  const { options, sealed } = await beginPasskeyRegistration(
    member,
    standing?.passkeys ?? [],
    registrationContext(signedIn, purpose),
    parts,
  );
  const isGood = shown.nameProblem === undefined && shown.isRefused !== true;
  const page = passkeyPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    form: {
      action: securityPaths.passkey,
      hidden: { purpose, form_token: createFormToken(parts.formKey, presented, accountSubject) },
    },
    question: {
      options,
      sealedChallenge: sealed,
      scriptHref: parts.assets.secondFactorScriptHref,
    },
    isFirst: standing === undefined,
    ...shown,
    passkey_name: shown.passkey_name ?? secondFactorTexts.passkeyPage.nameDefault,
  });
  return sendPage(reply, parts, page, { status: isGood ? 200 : 400 });
}

async function confirmPasskey(context: SignInContext): Promise<FastifyReply> {
  const { request, parts } = context;
  const opened = await openSecurityForm(context);
  if ('answer' in opened) return opened.answer;
  const { signedIn, form } = opened;
  const passkey_name = (form.get('passkey_name') ?? '').trim();
  const nameProblem = findPasskeyNameProblem(passkey_name);
  if (nameProblem !== undefined) {
    return sendPasskeyPage(context, signedIn, { passkey_name, nameProblem });
  }
  const purpose: AddingPurpose = form.get('purpose') === 'switch_on' ? 'switch_on' : 'add';
  const answered = {
    answer: form.get('passkey') ?? '',
    sealedChallenge: form.get('challenge'),
    context: registrationContext(signedIn, purpose),
    passkey_name,
    purpose,
  };
  const added = await addPasskey(signedIn.member, answered, toRequester(request), parts);
  return (
    (await answerAdded(context, signedIn, added, 'passkey_added')) ??
    sendPasskeyPage(context, signedIn, { passkey_name, isRefused: true })
  );
}

/** The pages on which a member sets up an authenticator app or a passkey. @see S198 */
export function registerSecondFactorSetup(app: FastifyInstance, parts: HttpParts): void {
  app.get(securityPaths.authenticator, async (request, reply) => {
    const context = { request, reply, parts };
    const opened = await openSetup(context, securityPaths.authenticator);
    return 'answer' in opened ? opened.answer : offerAuthenticator(context, opened.signedIn);
  });
  app.post(securityPaths.authenticator, (request, reply) =>
    confirmAuthenticator({ request, reply, parts }),
  );
  app.get(securityPaths.passkey, async (request, reply) => {
    const context = { request, reply, parts };
    if (!canHavePasskeys(parts.origin)) return reply.redirect(securityPaths.page, 303);
    const opened = await openSetup(context, securityPaths.passkey);
    return 'answer' in opened ? opened.answer : sendPasskeyPage(context, opened.signedIn);
  });
  app.post(securityPaths.passkey, (request, reply) => confirmPasskey({ request, reply, parts }));
}
