import type { AuditRecord } from '../../src/domain/audit/audit-store.ts';
import type { AuthorizationCode } from '../../src/domain/authorization/authorization-code.ts';
import type { Consent } from '../../src/domain/authorization/consent.ts';
import type { Client } from '../../src/domain/client/client.ts';
import type { SigningKeyRecord } from '../../src/domain/key/signing-key-record.ts';
import type { Member } from '../../src/domain/member/member.ts';
import { digestOf } from '../../src/domain/presented.ts';
import type { Session } from '../../src/domain/session/session.ts';
import type { RefreshTokenRetry } from '../../src/domain/token/refresh-token-retry.ts';
import type { NewRefreshToken, SessionProgress } from '../../src/domain/token/refresh-token.ts';

/** The moment at which every contract begins. */
export const t0 = 1_800_000_000;

let serial = 0;

/** A number that no other record of this run has. */
export function nextNumber(): number {
  serial += 1;
  return serial;
}

const id = (kind: string) => `${kind}-${String(nextNumber()).padStart(6, '0')}`;

/** Texts that a careless statement would trip over. */
export const hostileTexts = [
  `'; DROP TABLE member; --`,
  `" OR "1"="1`,
  `x' OR 1=1 --`,
  `$1 $2 :now ?1 @p`,
  '%_\\%',
  'Zoë Прüfer 🏁 ‏שלום‎ é',
  'line\nbreak\r\ttab\u001b[31m',
  `{"a":"\\u0022"}`,
  'x'.repeat(200_000),
];

export function makeMember(over: Partial<Member> = {}): Member {
  const number = nextNumber();
  return {
    member_id: `member-${number}`,
    username: `driver${number}@example.test`,
    display_name: `Driver ${number}`,
    cust_id: 1_000_000 + number,
    account_id: `account-${number}`,
    password_verifier: '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
    created_at: t0,
    disabled_at: null,
    is_staff: 0,
    must_reset: 0,
    ...over,
  };
}

export function makeClient(over: Partial<Client> = {}): Client {
  return {
    client_id: id('client'),
    dialect: 'iracing',
    client_type: 'server-side',
    client_name: 'Lap Lens',
    developer_name: 'Demo Ltd',
    developer_url: 'https://demo.example/',
    developer_email: null,
    secret_digest: digestOf('masked secret'),
    grant_types: ['authorization_code', 'refresh_token'],
    scopes: ['iracing.auth', 'iracing.profile'],
    audiences: ['data-server'],
    redirect_uris: ['https://demo.example/cb'],
    cors_origins: [],
    access_token_lifetime_seconds: 600,
    refresh_token_lifetime_seconds: 604_800,
    session_absolute_lifetime_seconds: 31_536_000,
    is_reviewed: true,
    state: 'active',
    created_at: t0,
    ...over,
  };
}

/** Whom a record is about. */
export interface Pair {
  readonly client: Client;
  readonly member: Member;
}

export function makeConsent({ client, member }: Pair, over: Partial<Consent> = {}): Consent {
  return {
    member_id: member.member_id,
    client_id: client.client_id,
    scope: 'iracing.auth',
    client_fingerprint: digestOf('fingerprint'),
    granted_at: t0,
    ...over,
  };
}

export function makeCode(
  { client, member }: Pair,
  over: Partial<AuthorizationCode> = {},
): AuthorizationCode {
  return {
    code_digest: digestOf(id('code')),
    client_id: client.client_id,
    member_id: member.member_id,
    redirect_uri: 'https://demo.example/cb',
    scope: 'iracing.auth',
    code_challenge: null,
    code_challenge_method: null,
    auth_time: t0,
    issued_at: t0,
    expires_at: t0 + 60,
    consumed_at: null,
    session_id: null,
    failed_verifications: 0,
    impersonation_id: null,
    browser_id: null,
    ...over,
  };
}

export function makeSession({ client, member }: Pair, over: Partial<Session> = {}): Session {
  return {
    session_id: id('session'),
    dialect: 'iracing',
    client_id: client.client_id,
    member_id: member.member_id,
    grant_type: 'authorization_code',
    scope: 'iracing.auth',
    auth_time: t0,
    created_at: t0,
    last_activity: t0,
    session_expiration: t0 + 604_800,
    absolute_expires_at: t0 + 31_536_000,
    ended_at: null,
    first_ip: '203.0.113.7',
    first_user_agent_header: 'DemoBrowser/1.0',
    last_ip: '203.0.113.7',
    last_user_agent_header: 'DemoBrowser/1.0',
    browser_id: null,
    impersonation_id: null,
    impersonation_note: null,
    ...over,
  };
}

export function makeRefreshToken(
  session: Session,
  over: Partial<NewRefreshToken> = {},
): NewRefreshToken {
  return {
    token_digest: digestOf(id('refresh')),
    session_id: session.session_id,
    client_id: session.client_id,
    issued_at: t0,
    expires_at: t0 + 604_800,
    ...over,
  };
}

/** What is kept of a rotation for ten seconds. */
export function makeRetry(
  { token_digest }: NewRefreshToken,
  successor: NewRefreshToken,
  over: Partial<RefreshTokenRetry> = {},
): RefreshTokenRetry {
  return {
    token_digest,
    successor_digest: successor.token_digest,
    sealed_response: 'sealed',
    expires_at: t0 + 11,
    ...over,
  };
}

/** What a refresh at a moment changes of its session. */
export function progressAt(now: number): SessionProgress {
  return {
    last_activity: now,
    session_expiration: now + 604_800,
    last_ip: '2001:db8::9',
    last_user_agent_header: null,
  };
}

export function makeSigningKey(over: Partial<SigningKeyRecord> = {}): SigningKeyRecord {
  const kid = id('kid');
  return {
    kid,
    dialect: 'iracing',
    alg: 'ES256',
    public_jwk: JSON.stringify({ kid }),
    sealed_private_jwk: 'sealed',
    created_at: t0,
    signs_from: t0,
    verified_until: null,
    ...over,
  };
}

export function makeAuditRecord(over: Partial<AuditRecord> = {}): AuditRecord {
  return {
    event_id: id('event'),
    occurred_at: t0,
    event: 'session_started',
    outcome: 'done',
    request_id: 'request-1',
    ip: '203.0.113.7',
    client_id: null,
    member_id: null,
    session_id: null,
    user_agent: null,
    actor_member_id: null,
    ...over,
  };
}
