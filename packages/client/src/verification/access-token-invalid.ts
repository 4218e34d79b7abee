import { ClientError } from '../errors.ts';

/** Why an access token was refused. Each is safe to log: nothing of the token is in it. */
export type AccessTokenRefusal =
  | 'token_too_long'
  | 'token_malformed'
  | 'member_repeated'
  | 'type_wrong'
  | 'algorithm_refused'
  | 'header_critical'
  | 'header_with_key'
  | 'jku_foreign'
  | 'kid_malformed'
  | 'key_unknown'
  | 'signature_malformed'
  | 'signature_wrong'
  | 'claims_malformed'
  | 'expired'
  | 'not_yet_valid'
  | 'auth_time_after_iat'
  | 'issuer_wrong'
  | 'client_wrong'
  | 'audience_wrong'
  | 'scope_insufficient'
  | 'environment_wrong';

/** An access token that a resource server was given is not good for it. */
export class AccessTokenInvalid extends ClientError {
  override readonly name = 'AccessTokenInvalid';
  override readonly code = 'access_token_invalid';
  readonly reason: AccessTokenRefusal;

  /** @param sentence says the reason in words */
  constructor(reason: AccessTokenRefusal, sentence: string = reason) {
    super(`the access token was refused: ${sentence}`);
    this.reason = reason;
  }
}
