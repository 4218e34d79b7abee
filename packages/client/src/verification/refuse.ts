import { AccessTokenInvalid } from './access-token-invalid.ts';
import type { AccessTokenRefusal } from './access-token-invalid.ts';

const sentences: Readonly<Record<AccessTokenRefusal, string>> = {
  token_too_long: 'it is longer than 8192 characters',
  token_malformed: 'it is no JWS in compact form with two JSON objects',
  member_repeated: 'a member of its header or claims stands there twice',
  type_wrong: 'its typ is not at+jwt',
  algorithm_refused: 'its alg is neither ES256 nor RS256, or not the one of its key',
  header_critical: 'its header has crit, and no extension is understood',
  header_with_key: 'its header brings a key or the address of one (jwk, x5c, x5u)',
  jku_foreign: 'its jku is not the address of the issuer’s key set',
  kid_malformed: 'its kid is missing or has characters that no key id has',
  key_unknown: 'its kid is not in the issuer’s key set',
  signature_malformed: 'its signature is not written in the one form that is accepted',
  signature_wrong: 'its signature does not verify',
  claims_malformed: 'a claim is missing or of the wrong kind',
  expired: 'its exp has passed',
  not_yet_valid: 'its iat, nbf or auth_time lies in the future',
  auth_time_after_iat: 'its auth_time is after its iat',
  issuer_wrong: 'its iss is not the issuer',
  client_wrong: 'its client_id is another client',
  audience_wrong: 'its aud lacks an audience that is asked for',
  scope_insufficient: 'its scope lacks what is asked for',
  environment_wrong: 'its iracing_env is another environment',
};

/** Refuses a token, in words. @throws AccessTokenInvalid always */
export function refuse(reason: AccessTokenRefusal): never {
  throw new AccessTokenInvalid(reason, sentences[reason]);
}
