import { hash } from 'node:crypto';

import { mask } from '@pitpass/protocol';

import { isCommonPassword } from './common-password.ts';
import { isLeakedPassword } from './leaked-password.ts';
import type { Member } from './member.ts';
import type { PasswordVerifier } from './password-verifier.ts';

/** Characters that a new password has at least. @see NIST SP 800-63B §3.1.1.2 */
export const passwordLengthMin = 12;
/** Characters that a new password has at most. */
export const passwordLengthMax = 256;

// What may stand beside a name of the account without making it a password.
const besideNameMax = 4;
const nameLengthMin = 4;

/** True when a password is a name of its account and little else. */
function isNameOfAccount(
  password: string,
  { username, display_name }: Pick<Member, 'username' | 'display_name'>,
): boolean {
  const text = password.toLowerCase();
  const [local = ''] = username.split('@');
  return [username, local, display_name, display_name.replaceAll(/\s/g, '')]
    .map((name) => name.toLowerCase())
    .filter(({ length }) => length >= nameLengthMin)
    .some((name) => text.includes(name) && text.length - name.length <= besideNameMax);
}

/** Says in one sentence what is wrong with a new password; undefined when the account may have it. */
export function findPasswordProblem(
  password: string,
  account: Pick<Member, 'username' | 'display_name'>,
): string | undefined {
  const { length } = Array.from(password);
  if (length < passwordLengthMin) {
    return `The password is shorter than ${passwordLengthMin} characters; choose a longer one.`;
  }
  if (length > passwordLengthMax) {
    return `The password is longer than ${passwordLengthMax} characters; choose a shorter one.`;
  }
  if (isNameOfAccount(password, account)) {
    return 'The password is a name of the account; choose one that nobody guesses.';
  }
  return isCommonPassword(password) || isLeakedPassword(password, passwordLengthMin)
    ? 'The password is one of those that are guessed first; choose one that nobody else has.'
    : undefined;
}

const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');

/**
 * A password that was typed, as the wire and the verifier know it. It is used untouched: what a client of
 * the password-limited grant sends is made of the very same characters.
 *
 * @see The book, chapter 13.2
 */
export function maskPassword(password: string, username: string): string {
  return mask(password, username, sha256);
}

/** The verifier of a password that has been typed, for the username that it belongs to. */
export function createVerifier(
  password: string,
  username: string,
  passwordVerifier: PasswordVerifier,
): Promise<string> {
  return passwordVerifier.create(maskPassword(password, username));
}
