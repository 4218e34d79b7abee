import type { TokenRequest } from '@pitpass/protocol';

import type { AuditLog } from '../audit/audit-event.ts';
import type { AuthorizationStore } from '../authorization/authorization-code.ts';
import type { Client, ClientStore } from '../client/client.ts';
import type { ClientUseLog } from '../client/client-use.ts';
import type { PasswordLimitedStore } from '../client/password-limited.ts';
import type { DialectRules } from '../dialect.ts';
import type { SigningKeys } from '../key/signing-key.ts';
import type { RateLimiter, RateLimitState } from '../limit/rate-limiter.ts';
import type { Letterbox } from '../mail/letterbox.ts';
import type { ImpersonationStore } from '../member/impersonation.ts';
import type { MemberStore } from '../member/member.ts';
import type { PasswordVerifier } from '../member/password-verifier.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import type { SessionStore } from '../session/session.ts';
import type { PreparedTokens } from '../token/issue-tokens.ts';
import type { RefreshTokenStore } from '../token/refresh-token.ts';

/** What the grants need of the house. */
export interface GrantParts {
  readonly clients: ClientStore;
  readonly clientUses: ClientUseLog;
  readonly passwordLimited: PasswordLimitedStore;
  /** How long a member's confirmation of a client holds that signs them in by password_limited. */
  readonly passwordLimitedConfirmationSeconds: number;
  /** Key of the digests of addresses. */
  readonly addressKey: Uint8Array;
  readonly impersonations: ImpersonationStore;
  readonly members: MemberStore;
  readonly authorizations: AuthorizationStore;
  readonly sessions: SessionStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly liveness: SessionLiveness;
  readonly dialect: DialectRules;
  readonly keys: Pick<SigningKeys, 'sign'>;
  readonly passwordVerifier: PasswordVerifier;
  readonly limiter: RateLimiter;
  readonly audit: AuditLog;
  readonly letters: Letterbox;
  readonly clock: Clock;
  readonly random: Random;
  readonly issuer: string;
  /** How long a refresh that is repeated is given the same tokens again; 0 for never. */
  readonly refreshTokenRetryWindowSeconds: number;
}

/** One token request on its way: its client is authenticated and may use the grant. */
export interface GrantRequest<Type extends TokenRequest['grant_type']> {
  readonly request: Extract<TokenRequest, { grant_type: Type }>;
  readonly client: Client;
  readonly requester: Requester;
  /** Told the state of the limit as soon as the request is counted, also when it is then refused. */
  readonly onRateLimit: (state: RateLimitState) => void;
}

/** What a grant gives: tokens that are stored and valid. */
export type GrantedTokens = Pick<PreparedTokens, 'response'>;

/** A grant: rules in order, then one transaction. Throws an OAuthError, or its tokens are valid. */
export type Grant<Type extends TokenRequest['grant_type']> = (
  grantRequest: GrantRequest<Type>,
  parts: GrantParts,
) => Promise<GrantedTokens>;
