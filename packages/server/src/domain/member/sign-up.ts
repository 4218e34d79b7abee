import { normalizeIdentifier } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import { findNameProblems, isEmailAddress } from '../client/registration-texts.ts';
import { toHappening } from '../mail/happening.ts';
import type { Requester } from '../ports.ts';
import { createPresentedValue, createUuid, digestOf } from '../presented.ts';
import { addressLinkLifetimeSeconds } from './account-link.ts';
import type { AccountParts } from './account-parts.ts';
import { findNextCustId } from './member-account.ts';
import type { Member } from './member.ts';
import { createVerifier, findPasswordProblem } from './new-password.ts';

/** An account as whoever signs up wants it. */
export interface WantedSignUp {
  readonly username: string;
  readonly display_name: string;
  readonly password: string;
  /** The sign-in to an app from which it began, sealed for the browser; undefined where there was none. */
  readonly continuation: string | undefined;
  /** The name of that app, which the letter says. @see S192 */
  readonly client_name?: string | undefined;
}

/** What is wrong with a sign-up: one sentence for each field that has something wrong. */
export interface SignUpProblems {
  readonly username?: string;
  readonly display_name?: string;
  readonly password?: string;
}

/** What became of a wish to sign up. */
export type RequestedSignUp =
  | { readonly outcome: 'sent'; readonly username: string }
  | { readonly outcome: 'refused'; readonly problems: SignUpProblems }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

// What no mailbox of today has in its name and lists of addresses are made with.
const listCharacters = /[,;:<>()[\]"\\]/;

// A host by its name, in whatever script: nobody points the mail server at a machine inside.
const hostName = /^[\p{L}\p{M}\p{N}]+(?:[.-][\p{L}\p{M}\p{N}]+|--[\p{L}\p{M}\p{N}]+)*$/u;
const hostNumber = /^[\d.]+$/;

/** Says in one sentence what is wrong with an address that mail is to go to; undefined when it will do. */
export function findMailAddressProblem(username: string): string | undefined {
  const [local = '', host = ''] = username.split('@');
  const isUsable =
    username !== '' &&
    isEmailAddress(username) &&
    !listCharacters.test(local) &&
    hostName.test(host) &&
    !hostNumber.test(host);
  return isUsable
    ? undefined
    : 'This is no e-mail address; type one such as alex.driver@club.example.';
}

function findSignUpProblems(
  account: Pick<Member, 'username' | 'display_name'>,
  password: string,
): SignUpProblems {
  const ofUsername = findMailAddressProblem(account.username);
  const [ofName] = findNameProblems(account.display_name, 'The name');
  const ofPassword = findPasswordProblem(password, account);
  return {
    ...(ofUsername !== undefined && { username: ofUsername }),
    ...(ofName !== undefined && { display_name: ofName }),
    ...(ofPassword !== undefined && { password: ofPassword }),
  };
}

/**
 * Lets an account wait for the proof of its address: a link goes there. Where the address has an account, a
 * letter says so instead; the answer, its time and its work are the same.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being hashed at once
 * @see S182; S194
 */
export async function requestSignUp(
  wanted: WantedSignUp,
  requester: Requester,
  parts: AccountParts,
): Promise<RequestedSignUp> {
  const { account, members, passwordVerifier, letters, audit, clock, random } = parts;
  const username = normalizeIdentifier(wanted.username);
  const display_name = wanted.display_name.trim();
  const problems = findSignUpProblems({ username, display_name }, wanted.password);
  if (Object.keys(problems).length > 0) return { outcome: 'refused', problems };
  const now = clock();
  const turn = await account.mailLimit.countWish(username, requester, now);
  if (turn.outcome === 'wait') {
    audit.append(auditEvents.accountLinkRefused(requester, {}));
    return { outcome: 'throttled', waitSeconds: turn.waitSeconds };
  }
  const password_verifier = await createVerifier(wanted.password, username, passwordVerifier);
  if (turn.outcome === 'enough') return { outcome: 'sent', username };
  const standing = await members.findMemberByUsername(username);
  const link = createPresentedValue('account_link', random);
  const expires_at = now + addressLinkLifetimeSeconds;
  const { client_name } = wanted;
  const happening = {
    ...toHappening(requester, now),
    ...(client_name !== undefined && { client_name }),
  };
  const mail = letters.seal(
    username,
    standing === undefined
      ? { kind: 'account.sign_up', link, expires_at, happening }
      : { kind: 'account.address_known', display_name: standing.display_name, happening },
  );
  // Also where the address has an account: nobody gets that link, and both take the same time.
  const signUp = {
    link_digest: digestOf(link),
    username,
    display_name,
    password_verifier,
    continuation: wanted.continuation ?? null,
    created_at: now,
    expires_at,
  };
  await account.links.saveSignUp(signUp, mail);
  audit.append(auditEvents.signUpRequested(requester, {}));
  return { outcome: 'sent', username };
}

/** What became of a sign-up whose address was proven. */
export type ConfirmedSignUp =
  | {
      readonly outcome: 'created';
      readonly member: Member;
      /** As it was given to {@link requestSignUp}. */
      readonly continuation: string | undefined;
    }
  /** The address got an account meanwhile. */
  | { readonly outcome: 'username_taken' }
  | { readonly outcome: 'link_gone' };

/**
 * Makes the account of a sign-up: whoever holds the link reads the mail of the address. The link works once.
 */
export async function confirmSignUp(
  link: string,
  requester: Requester,
  { account, audit, clock, random }: AccountParts,
): Promise<ConfirmedSignUp> {
  const link_digest = digestOf(link);
  const found = await account.links.findSignUp(link_digest, clock());
  if (found === undefined) return { outcome: 'link_gone' };
  const { username, display_name, password_verifier, continuation } = found;
  const made = {
    member_id: createUuid(random),
    username,
    display_name,
    account_id: createUuid(random),
    password_verifier,
    created_at: clock(),
    disabled_at: null,
    is_staff: 0 as const,
    must_reset: 0 as const,
  };
  for (;;) {
    const member: Member = { ...made, cust_id: await findNextCustId(account.accounts) };
    const outcome = await account.links.useSignUp(link_digest, member, clock());
    // Another account that was made at the same moment has taken the number.
    if (outcome === 'cust_id_taken') continue;
    if (outcome !== 'created') return { outcome };
    audit.append(auditEvents.memberSignedUp(requester, { member_id: member.member_id }));
    return { outcome, member, continuation: continuation ?? undefined };
  }
}
