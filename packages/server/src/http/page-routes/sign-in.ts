import { OAuthError } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import {
  allowAuthorization,
  repeatAuthorization,
} from '../../domain/authorization/authorization-code.ts';
import { authorizeClient } from '../../domain/authorization/authorize-client.ts';
import type { ValidAuthorization } from '../../domain/authorization/authorize-client.ts';
import { auditEvents } from '../../domain/audit/audit-event.ts';
import { clientFingerprint, findConsentNeed } from '../../domain/authorization/consent.ts';
import type { Consent, ConsentNeed } from '../../domain/authorization/consent.ts';
import { findAdmissionRefusal } from '../../domain/authorization/member-admission.ts';
import { isInternal } from '../../domain/client/client-role.ts';
import type { Member } from '../../domain/member/member.ts';
import { digestOf } from '../../domain/presented.ts';
import type { BrowserLogin } from '../../domain/session/browser-login.ts';
import { consentPage } from '../../pages/consent-page.ts';
import { loginPage } from '../../pages/login-page.ts';
import type { LoginError } from '../../pages/login-page.ts';
import { redirectToClient, sendAuthorizationRefusal } from '../authorization-refusal.ts';
import { cookieNames, ensureBrowserCookie, readLoginCookie } from '../cookies.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { formActionSource } from '../security-headers.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { sealTransaction, toParameters } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';

/** Who is signed in to this browser. */
export interface SignedIn {
  readonly member: Member;
  readonly login: BrowserLogin;
  /** The cookie as presented; form tokens are bound to it. */
  readonly presented: string;
}

/** One request on its way through the sign-in. */
export interface SignInContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly parts: HttpParts;
}

/**
 * What the form token of a consent page is about: the transaction, the member who was asked, and what was
 * shown of the client. It is held by the browser's mark and not by the login, which another tab may have
 * replaced meanwhile.
 */
export function consentSubject(
  sealed: string,
  { member }: SignedIn,
  shown: string | undefined,
): string {
  return `${sealed}.${member.member_id}.${shown}`;
}

/** The member who is signed in to this browser, or undefined. */
export async function findSignedIn(
  request: FastifyRequest,
  parts: HttpParts,
): Promise<SignedIn | undefined> {
  const presented = readLoginCookie(request, cookieNames(parts.origin));
  if (presented === undefined) return undefined;
  const found = await parts.logins.findBrowserLogin(digestOf(presented), parts.clock());
  return found && { ...found, presented };
}

/** Sends the login page for a transaction, sealed for this browser. */
export function sendLoginPage(
  { request, reply, parts }: SignInContext,
  transaction: Transaction,
  shown: {
    readonly client_name?: string | undefined;
    readonly username?: string | undefined;
    readonly error?: LoginError;
    readonly status?: number;
  } = {},
): FastifyReply {
  const browser = ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random);
  // Whoever is asked for the password proves everything anew.
  const { attempt: _attempt, ...begun } = transaction;
  const sealed = sealTransaction(begun, browser, parts.transactionSealer);
  const page = loginPage({
    frame: pageFrame(parts),
    form: {
      action: '/login',
      hidden: {
        transaction: sealed,
        form_token: createFormToken(parts.formKey, browser, sealed),
      },
    },
    username: shown.username,
    error: shown.error,
    client_name: shown.client_name,
    isConfirmation: transaction.is_confirmation,
    resetHref: '/reset',
    signUpHref:
      parts.signUp === 'open' && transaction.is_confirmation !== true
        ? `/sign-up?transaction=${encodeURIComponent(sealed)}`
        : undefined,
  });
  const redirect_uri = transaction.authorization?.parameters['redirect_uri'];
  return sendPage(reply, parts, page, {
    ...(shown.status !== undefined && { status: shown.status }),
    // The answer to the form may lead to the app at once, where consent stands.
    formActions: redirect_uri === undefined ? [] : [formActionSource(redirect_uri)],
  });
}

function sendConsentPage(
  { request, reply, parts }: SignInContext,
  transaction: Transaction,
  { client, request: authorization }: ValidAuthorization,
  signedIn: SignedIn,
  need: ConsentNeed,
): FastifyReply {
  const browser = ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random);
  const sealed = sealTransaction(transaction, browser, parts.transactionSealer);
  const shown = clientFingerprint(client);
  const subject = consentSubject(sealed, signedIn, shown);
  const hidden = {
    transaction: sealed,
    shown,
    form_token: createFormToken(parts.formKey, browser, subject),
  };
  const { dialect } = parts.dialects[client.dialect];
  const isRenewed = dialect.comesWithRefreshToken(authorization.scope);
  const page = consentPage({
    frame: pageFrame(parts),
    form: { action: '/consent', hidden },
    client_name: client.client_name,
    developer_name: client.developer_name,
    developer_url: client.developer_url,
    developer_email: client.developer_email,
    reviewed: client.is_reviewed,
    isInternal: isInternal(client),
    dialect: client.dialect,
    scopes: authorization.scope,
    audiences: client.audiences,
    lifetime: isRenewed
      ? { kind: 'until_idle', seconds: client.refresh_token_lifetime_seconds }
      : { kind: 'fixed', seconds: client.access_token_lifetime_seconds },
    redirect_uri: authorization.redirect_uri,
    display_name: signedIn.member.display_name,
    switchMember: { action: '/logout', hidden },
    ...(need !== 'first' && { asksAgainBecause: need }),
  });
  return sendPage(reply, parts, page, {
    formActions: [formActionSource(authorization.redirect_uri)],
  });
}

async function sendCode(
  { reply }: SignInContext,
  { request }: ValidAuthorization,
  code: string,
  status: 302 | 303,
): Promise<FastifyReply> {
  const { redirect_uri, state } = request;
  return redirectToClient(reply, redirect_uri, { code, state }, status);
}

/**
 * True when the login counts for the request: `prompt=verify` wants a sign-in of its own. One beside it, in
 * another tab, may have been let off what this one asks for; it does not undo what was verified here.
 */
function isLoginRecentEnough(
  { request }: ValidAuthorization,
  transaction: Transaction,
  { login, member }: SignedIn,
): boolean {
  if (!request.prompt_verify) return true;
  const isVerified = transaction.verified_member_id === member.member_id;
  return isVerified && login.auth_time >= transaction.started_at;
}

/**
 * Takes a sign-in as far as it can go now: to the app when an identical consent stands, to the consent
 * page, to the login page, or to the account. The authorization request is verified anew.
 *
 * @param status - of a redirect to the app: 302 for the authorization endpoint, 303 after a form
 */
export async function continueSignIn(
  context: SignInContext,
  transaction: Transaction,
  signedIn: SignedIn | undefined,
  status: 302 | 303,
): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  if (transaction.authorization === null) {
    return signedIn === undefined
      ? sendLoginPage(context, transaction)
      : reply.redirect(transaction.destination ?? '/account', 303);
  }
  const { dialect, parameters } = transaction.authorization;
  const dialectParts = parts.dialects[dialect];
  const authorization = await authorizeClient(toParameters(parameters), dialect, parts.clients);
  if (authorization.outcome === 'refused') {
    return sendAuthorizationRefusal(request, reply, authorization, dialectParts, status);
  }
  const { client } = authorization;
  if (signedIn === undefined || !isLoginRecentEnough(authorization, transaction, signedIn)) {
    return sendLoginPage(context, transaction, { client_name: client.client_name });
  }
  const { member_id } = signedIn.member;
  const consent = await parts.authorizations.findConsent(member_id, client.client_id);
  const error = await findAdmissionRefusal(client, signedIn.member, consent, parts);
  if (error !== undefined) {
    const { redirect_uri, state } = authorization.request;
    const refusal = { outcome: 'refused', error, redirect_uri, state } as const;
    return sendAuthorizationRefusal(request, reply, refusal, dialectParts, status);
  }
  const need = findConsentNeed(consent, client, authorization.request);
  if (need === undefined) {
    const { auth_time, browser_id } = signedIn.login;
    const subject = { client, request: authorization.request, member_id, auth_time, browser_id };
    const code = await repeatAuthorization(subject, dialectParts);
    if (code !== undefined) return sendCode(context, authorization, code, status);
  }
  return sendConsentPage(context, transaction, authorization, signedIn, need ?? 'first');
}

/**
 * Carries out what the member decided on the consent page. Only the sealed transaction counts; the request
 * is verified anew.
 */
export async function decideConsent(
  context: SignInContext,
  transaction: Transaction,
  signedIn: SignedIn,
  decided: { readonly decision: 'allow' | 'deny'; readonly shown: string | undefined },
): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  // Without an authorization request no consent is asked: this one is refused as having no client.
  const { dialect, parameters } = transaction.authorization ?? {
    dialect: 'iracing',
    parameters: {},
  };
  const dialectParts = parts.dialects[dialect];
  const authorization = await authorizeClient(toParameters(parameters), dialect, parts.clients);
  if (authorization.outcome === 'refused') {
    return sendAuthorizationRefusal(request, reply, authorization, dialectParts, 303);
  }
  const { client } = authorization;
  // What was shown must be what is allowed: a registration that changed meanwhile is shown anew.
  const isAsShown = decided.shown === clientFingerprint(client);
  if (!isAsShown || !isLoginRecentEnough(authorization, transaction, signedIn)) {
    return continueSignIn(context, transaction, signedIn, 303);
  }
  const { member_id } = signedIn.member;
  const subject = { client_id: client.client_id, member_id };
  if (decided.decision === 'deny') {
    parts.audit.append(auditEvents.consentDenied(toRequester(request), subject));
    const error = new OAuthError('access_denied', 'member denied the request');
    const { redirect_uri, state } = authorization.request;
    const refusal = { outcome: 'refused', error, redirect_uri, state } as const;
    return sendAuthorizationRefusal(request, reply, refusal, dialectParts, 303);
  }
  const earlier: Consent | undefined = await parts.authorizations.findConsent(
    member_id,
    client.client_id,
  );
  const { auth_time, browser_id } = signedIn.login;
  let code: string;
  try {
    const refusal = await findAdmissionRefusal(client, signedIn.member, earlier, parts);
    if (refusal !== undefined) throw refusal;
    const wanted = { client, request: authorization.request, member_id, auth_time, browser_id };
    code = await allowAuthorization(wanted, earlier, dialectParts);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const refusal = { outcome: 'refused', error } as const;
    return sendAuthorizationRefusal(request, reply, refusal, dialectParts, 303);
  }
  parts.audit.append(auditEvents.consentGiven(toRequester(request), subject));
  return sendCode(context, authorization, code, 303);
}
