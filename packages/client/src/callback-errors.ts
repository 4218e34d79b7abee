import { ClientError, worded } from './errors.ts';
import type { ErrorWords } from './errors.ts';

/**
 * The authorization endpoint, or the member, said no: it came as a redirect.
 *
 * @see RFC 6749 §4.1.2.1
 */
export class AuthorizationErrorResponse extends ClientError {
  override readonly name = 'AuthorizationErrorResponse';
  override readonly code = 'authorization_error_response';
  declare readonly error: string;
  declare readonly error_description: string | undefined;
  declare readonly error_uri: string | undefined;
  declare readonly hint: string | undefined;

  constructor(words: ErrorWords) {
    super(`the sign-in was refused (${worded(words)})`);
    Object.assign(this, words);
  }
}

/** A callback does not belong to the sign-in that was begun here: nothing was exchanged. */
export class StateMismatch extends ClientError {
  override readonly name = 'StateMismatch';
  override readonly code = 'state_mismatch';
}
