import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { backupCodeCount } from '../../domain/member/backup-code.ts';
import {
  findPasskeyNameProblem,
  removeAuthenticator,
  removePasskey,
  replaceBackupCodes,
  switchSecondFactorOff,
} from '../../domain/member/change-second-factor.ts';
import { canHavePasskeys, passkeysMax } from '../../domain/member/passkey.ts';
import { backupCodesPage, switchedOffPage } from '../../pages/backup-codes-page.ts';
import { securityPage } from '../../pages/security-page.ts';
import { secondFactorTexts } from '../../pages/second-factor-texts.ts';
import { clearLoginCookie, cookieNames } from '../cookies.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { accountSubject } from './logout.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import { registerRememberedBrowsers, showRememberedBrowsers } from './remembered-browsers.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** The pages and forms of the second factor. */
export const securityPaths = {
  page: '/account/security',
  authenticator: '/account/security/authenticator',
  passkey: '/account/security/passkey',
  removeAuthenticator: '/account/security/remove-authenticator',
  renamePasskey: '/account/security/rename-passkey',
  removePasskey: '/account/security/remove-passkey',
  backupCodes: '/account/security/backup-codes',
  switchOff: '/account/security/switch-off',
} as const;

type Done = keyof typeof secondFactorTexts.security.done;

const noticeSubject = (done: string) => `security.${done}`;

/** Leads back to the security page, which then says what has been done. */
export function sendDone({ reply, parts }: SignInContext, { presented }: SignedIn, done: Done) {
  const notice = createFormToken(parts.formKey, presented, noticeSubject(done));
  const query = new URLSearchParams({ done, notice });
  return reply.redirect(`${securityPaths.page}?${query.toString()}`, 303);
}

function findDone({ request, parts }: SignInContext, { presented }: SignedIn): Done | undefined {
  const query = parseParameters(rawQuery(request));
  const done = query.get('done') ?? '';
  const isOurs = isFormTokenRight(
    query.get('notice'),
    parts.formKey,
    presented,
    noticeSubject(done),
  );
  return isOurs && Object.hasOwn(secondFactorTexts.security.done, done)
    ? (done as Done)
    : undefined;
}

/** The member as the head of the page shows them. */
export function toAccountMember({ parts }: SignInContext, { member, presented }: SignedIn) {
  const form_token = createFormToken(parts.formKey, presented, accountSubject);
  return {
    display_name: member.display_name,
    signOut: { action: '/logout', hidden: { form_token } },
  };
}

/** Sends the security page. @param problem - what could not be done */
export async function sendSecurityPage(
  context: SignInContext,
  signedIn: SignedIn,
  problem?: string,
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { member, presented } = signedIn;
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  const done = problem === undefined ? findDone(context, signedIn) : undefined;
  const page = securityPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    secondFactor: standing && { ...standing, backup_codes_made: backupCodeCount },
    canHavePasskeys: canHavePasskeys(parts.origin),
    passkeysMax,
    actions: {
      form_token: createFormToken(parts.formKey, presented, accountSubject),
      setUpAuthenticator: securityPaths.authenticator,
      removeAuthenticator: securityPaths.removeAuthenticator,
      addPasskey: securityPaths.passkey,
      renamePasskey: securityPaths.renamePasskey,
      removePasskey: securityPaths.removePasskey,
      replaceBackupCodes: securityPaths.backupCodes,
      switchOff: securityPaths.switchOff,
    },
    done: done && secondFactorTexts.security.done[done],
    problem,
    more: await showRememberedBrowsers(context, signedIn),
  });
  return sendPage(reply, parts, page, { status: problem === undefined ? 200 : 409 });
}

/** Shows a set of backup codes, once. When the factor was switched on, the login in this browser has ended. */
export function sendBackupCodes(
  { reply, parts }: SignInContext,
  kind: 'switched_on' | 'replaced',
  codes: readonly string[],
): FastifyReply {
  if (kind === 'switched_on') clearLoginCookie(reply, cookieNames(parts.origin));
  const page = backupCodesPage({
    frame: pageFrame(parts),
    kind,
    codes,
    nextHref:
      kind === 'switched_on' ? `/login?destination=${securityPaths.page}` : securityPaths.page,
    scriptHref: parts.assets.secondFactorScriptHref,
  });
  return sendPage(reply, parts, page);
}

type Action = (
  context: SignInContext,
  form: Parameters,
  signedIn: SignedIn,
) => Promise<FastifyReply>;

const { security: words } = secondFactorTexts;

const renameOnePasskey: Action = async (context, form, signedIn) => {
  const { store } = context.parts.secondFactor;
  const passkey_name = (form.get('passkey_name') ?? '').trim();
  const problem = findPasskeyNameProblem(passkey_name);
  if (problem !== undefined) return sendSecurityPage(context, signedIn, problem);
  const { member_id } = signedIn.member;
  const credential_id = form.get('credential_id') ?? '';
  const isRenamed = await store.renamePasskey(member_id, credential_id, passkey_name);
  return isRenamed
    ? sendDone(context, signedIn, 'passkey_renamed')
    : sendSecurityPage(context, signedIn, words.changed);
};

const removeOnePasskey: Action = async (context, form, signedIn) => {
  const { request, parts } = context;
  const credential_id = form.get('credential_id') ?? '';
  const requester = toRequester(request);
  return (await removePasskey(signedIn.member, credential_id, requester, parts))
    ? sendDone(context, signedIn, 'passkey_removed')
    : sendSecurityPage(context, signedIn, words.changed);
};

const removeApp: Action = async (context, form, signedIn) => {
  const { request, parts } = context;
  const id = form.get('authenticator_id') ?? '';
  return (await removeAuthenticator(signedIn.member, id, toRequester(request), parts))
    ? sendDone(context, signedIn, 'authenticator_removed')
    : sendSecurityPage(context, signedIn, words.changed);
};

const makeBackupCodes: Action = async (context, form, signedIn) => {
  const { request, parts } = context;
  const shown = Number(form.get('backup_code_set') ?? Number.NaN);
  const requester = toRequester(request);
  const codes = Number.isSafeInteger(shown)
    ? await replaceBackupCodes(signedIn.member, shown, requester, parts)
    : undefined;
  return codes === undefined
    ? sendSecurityPage(context, signedIn, words.changed)
    : sendBackupCodes(context, 'replaced', codes);
};

const switchOff: Action = async (context, _form, signedIn) => {
  const { request, reply, parts } = context;
  if (!(await switchSecondFactorOff(signedIn.member, 'member', toRequester(request), parts))) {
    return sendSecurityPage(context, signedIn, words.changed);
  }
  clearLoginCookie(reply, cookieNames(parts.origin));
  const signInHref = `/login?destination=${securityPaths.page}`;
  return sendPage(reply, parts, switchedOffPage({ frame: pageFrame(parts), signInHref }));
};

const actions: Readonly<Record<string, Action>> = {
  [securityPaths.renamePasskey]: renameOnePasskey,
  [securityPaths.removePasskey]: removeOnePasskey,
  [securityPaths.removeAuthenticator]: removeApp,
  [securityPaths.backupCodes]: makeBackupCodes,
  [securityPaths.switchOff]: switchOff,
};

/** The member and the form of a change to the second factor; `answer` is sent when it may not be made. */
export async function openSecurityForm(
  context: SignInContext,
): Promise<
  { readonly answer: FastifyReply } | { readonly signedIn: SignedIn; readonly form: Parameters }
> {
  const { request, parts } = context;
  const form = parsePostedForm(context);
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, accountSubject)) {
    return { answer: refuseForm(context) };
  }
  const answer = askForRecentSignIn(context, signedIn, securityPaths.page);
  return answer === undefined ? { signedIn, form } : { answer };
}

/**
 * The security page and what changes the second factor. Each change wants a sign-in of the last fifteen
 * minutes.
 *
 * @see S198
 */
export function registerSecurity(app: FastifyInstance, parts: HttpParts): void {
  app.get(securityPaths.page, async (request, reply) => {
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) {
      return reply.redirect(`/login?destination=${securityPaths.page}`, 303);
    }
    return sendSecurityPage({ request, reply, parts }, signedIn);
  });
  registerRememberedBrowsers(app, parts, sendDone);
  for (const [path, action] of Object.entries(actions)) {
    app.post(path, async (request, reply) => {
      const context = { request, reply, parts };
      const opened = await openSecurityForm(context);
      return 'answer' in opened ? opened.answer : action(context, opened.form, opened.signedIn);
    });
  }
}
