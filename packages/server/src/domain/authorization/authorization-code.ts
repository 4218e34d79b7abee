import { OAuthError } from '@pitpass/protocol';
import type { AuthorizationRequest, CodeChallengeMethod } from '@pitpass/protocol';

import type { Client } from '../client/client.ts';
import type { DialectRules } from '../dialect.ts';
import type { Clock, Random } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Digest } from '../presented.ts';
import type { Session } from '../session/session.ts';
import type { NewRefreshToken } from '../token/refresh-token.ts';
import { clientFingerprint } from './consent.ts';
import type { Consent } from './consent.ts';
import { findCrowdRefusal, membersMaxOf } from './member-admission.ts';

/** An authorization code, as its row stands. */
export interface AuthorizationCode {
  readonly code_digest: Digest;
  readonly client_id: string;
  readonly member_id: string;
  readonly redirect_uri: string;
  readonly scope: string;
  readonly code_challenge: string | null;
  readonly code_challenge_method: CodeChallengeMethod | null;
  readonly auth_time: number;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly consumed_at: number | null;
  /** The session that it became; set when it is consumed. */
  readonly session_id: string | null;
  readonly failed_verifications: number;
  /** The impersonation under which staff got it; null where the member did. */
  readonly impersonation_id: string | null;
  /** The remembered browser in which its member signed in. */
  readonly browser_id: string | null;
}

/** How long a code may be traded, in seconds. @see RFC 6749 §4.1.2 (at most ten minutes) */
export const authorizationCodeLifetimeSeconds = 60;

/** Wrong code verifiers after which a code is spent. */
export const failedVerificationsMax = 5;

/** Where codes and consents are kept. */
export interface AuthorizationStore {
  findConsent(member_id: string, client_id: string): Promise<Consent | undefined>;
  listConsents(member_id: string): Promise<readonly Consent[]>;
  /** Deletes the consent and spends the codes that stand on it. */
  deleteConsent(member_id: string, client_id: string, now: number): Promise<void>;
  /**
   * Saves consent and code in one transaction.
   *
   * @param membersMax - how many members may have let the client in, with this one if it is new; undefined
   *   for any number
   * @returns false, and nothing is saved, when the client is not there any more, disabled, or has too many
   */
  saveConsentAndCode(
    consent: Consent,
    code: AuthorizationCode,
    membersMax?: number,
  ): Promise<boolean>;
  /** How many members have let a client in. */
  countConsents(client_id: string): Promise<number>;
  /**
   * Saves a code on the strength of a consent, and of the impersonation where there is one, which must still
   * stand when it is written.
   *
   * @returns false, and nothing is saved, when either has ended meanwhile
   */
  saveCodeOnConsent(code: AuthorizationCode): Promise<boolean>;
  findCode(code_digest: Digest): Promise<AuthorizationCode | undefined>;
  /**
   * Consumes a code and begins its session in one transaction. One conditional statement is the verdict:
   * of any number of parallel calls exactly one succeeds.
   *
   * @returns false, and nothing is written, when the code is spent, expired or another client's, or the
   *   member's account is no longer in use
   */
  consumeCode(
    code_digest: Digest,
    session: Session,
    refresh_token: NewRefreshToken | undefined,
    now: number,
  ): Promise<boolean>;
  /** Counts a wrong code verifier; at {@link failedVerificationsMax} the code is spent. */
  countFailedVerification(code_digest: Digest, now: number): Promise<void>;
}

/** What issuing a code needs of the house. */
export interface CodeIssuingParts {
  readonly dialect: DialectRules;
  readonly authorizations: AuthorizationStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a code is issued for: a verified request of a client, allowed by a signed-in member. */
export interface CodeSubject {
  readonly client: Client;
  readonly request: AuthorizationRequest;
  readonly member_id: string;
  /** The impersonation that stands, when staff act for the member. */
  readonly impersonation_id?: string;
  readonly auth_time: number;
  /** The remembered browser in which the member is signed in. */
  readonly browser_id: string | null;
}

function createCode(
  subject: CodeSubject,
  now: number,
  { dialect, random }: CodeIssuingParts,
): { code: string; record: AuthorizationCode } {
  const { client, request, member_id, auth_time, browser_id, impersonation_id } = subject;
  const code = dialect.createPresented('authorization_code', random);
  const hasChallenge = request.code_challenge !== undefined;
  const record: AuthorizationCode = {
    code_digest: digestOf(code),
    client_id: client.client_id,
    member_id,
    redirect_uri: request.redirect_uri,
    scope: request.scope.join(' '),
    code_challenge: request.code_challenge ?? null,
    code_challenge_method: hasChallenge ? request.code_challenge_method : null,
    auth_time,
    issued_at: now,
    expires_at: now + authorizationCodeLifetimeSeconds,
    consumed_at: null,
    session_id: null,
    failed_verifications: 0,
    impersonation_id: impersonation_id ?? null,
    browser_id,
  };
  return { code, record };
}

/**
 * Records the member's consent and issues a code on it, in one transaction.
 *
 * @throws OAuthError `invalid_client` when the client was deleted or disabled at the same moment;
 *   `access_denied` when nobody has reviewed it and others took the last places
 */
export async function allowAuthorization(
  subject: CodeSubject,
  earlier: Consent | undefined,
  parts: CodeIssuingParts,
): Promise<string> {
  const now = parts.clock();
  const { code, record } = createCode(subject, now, parts);
  const fingerprint = clientFingerprint(subject.client);
  // What was allowed before stays allowed, as long as the client is still the one that was shown.
  const kept =
    earlier?.client_fingerprint === fingerprint ? earlier.scope.split(' ').filter(Boolean) : [];
  const consent: Consent = {
    member_id: subject.member_id,
    client_id: subject.client.client_id,
    scope: [...new Set([...kept, ...subject.request.scope])].join(' '),
    client_fingerprint: fingerprint,
    granted_at: now,
  };
  const membersMax = membersMaxOf(subject.client);
  if (!(await parts.authorizations.saveConsentAndCode(consent, record, membersMax))) {
    const refusal = await findCrowdRefusal(subject.client, earlier, parts);
    if (refusal !== undefined) throw refusal;
    throw new OAuthError('invalid_client', 'client_id not known', { reason: 'unknown_client' });
  }
  return code;
}

/**
 * Issues a code on an identical consent that stands.
 *
 * @returns undefined when the consent was withdrawn meanwhile
 */
export async function repeatAuthorization(
  subject: CodeSubject,
  parts: CodeIssuingParts,
): Promise<string | undefined> {
  const { code, record } = createCode(subject, parts.clock(), parts);
  return (await parts.authorizations.saveCodeOnConsent(record)) ? code : undefined;
}
