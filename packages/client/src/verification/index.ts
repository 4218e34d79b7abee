export { formatBearerChallenge, parseBearerCredentials } from '@pitpass/protocol';
export type { BearerChallenge, BearerCredentials } from '@pitpass/protocol';
export { AccessTokenInvalid } from './access-token-invalid.ts';
export type { AccessTokenRefusal } from './access-token-invalid.ts';
export type { AccessTokenClaims } from './access-token-claims.ts';
export { createAccessTokenVerifier } from './access-token-verifier.ts';
export type { AccessTokenVerifier } from './access-token-verifier.ts';
export type { SignatureForm, VerifierOptions } from './verification-rules.ts';
export { isClientError } from '../errors.ts';
