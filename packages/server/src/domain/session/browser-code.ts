import { createHmac } from 'node:crypto';

import type { RateLimiter } from '../limit/rate-limiter.ts';
import type { Letterbox, QueuedMail } from '../mail/letterbox.ts';
import { toHappening } from '../mail/happening.ts';
import type { Member } from '../member/member.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import type { Digest } from '../presented.ts';

/** A code that was mailed to prove an unknown browser, as its row stands. One row a sign-in. */
export interface BrowserCode {
  readonly attempt_id: string;
  readonly member_id: string;
  readonly code_digest: Digest;
  readonly tries_left: number;
  readonly expires_at: number;
  readonly claimed_at: number | null;
}

/** What came of a code that was entered. */
export type BrowserCodeClaim =
  | { readonly outcome: 'claimed' }
  | { readonly outcome: 'wrong'; readonly tries_left: number }
  /** None was sent, or it was used, expired, or tried too often. */
  | { readonly outcome: 'spent' };

/** Where mailed codes are kept. */
export interface BrowserCodeStore {
  /**
   * Saves a code and queues its mail in one transaction. The code takes the place of an earlier one of the
   * same sign-in.
   *
   * @returns false, and nothing is written, when the sign-in's code has been used
   */
  saveBrowserCode(code: BrowserCode, mail: QueuedMail): Promise<boolean>;
  /**
   * Tries a code. One conditional statement counts the try and claims the code: of any number of parallel
   * calls one at most claims it, and no more are looked at than there are tries.
   */
  claimBrowserCode(attempt_id: string, code_digest: Digest, now: number): Promise<BrowserCodeClaim>;
  /** The code of a sign-in that can still be entered, or undefined. */
  findBrowserCode(attempt_id: string, now: number): Promise<BrowserCode | undefined>;
}

/** How long a code works after the password was right, in seconds. @see S190 */
export const browserCodeLifetimeSeconds = 900;

/** How often one code may be tried. @see S190 */
export const browserCodeTriesMax = 5;

/** What the key of mailed codes is derived for. */
export const browserCodePurpose = 'browser codes';

const codeDigits = 6;
const codesThereAre = 10 ** codeDigits;

/** Six digits, each code as likely as any other. */
export function createMailedCode(random: Random): string {
  const drawn = 2 ** 32;
  const fair = drawn - (drawn % codesThereAre);
  for (;;) {
    const value = Buffer.from(random(4)).readUInt32BE();
    if (value < fair) return String(value % codesThereAre).padStart(codeDigits, '0');
  }
}

/** What a code is bound to: it is worth nothing elsewhere. @see S191 */
export interface BrowserCodeBinding {
  readonly attempt_id: string;
  readonly member: Pick<Member, 'member_id' | 'username'>;
  /** The mark of the browser in which the sign-in began. */
  readonly browser: string;
}

/** The only form in which a code is stored: a digest under a key from outside the database. */
export function digestMailedCode(
  code: string,
  { attempt_id, member, browser }: BrowserCodeBinding,
  key: Uint8Array,
): Digest {
  return createHmac('sha256', key)
    .update(JSON.stringify([attempt_id, member.member_id, member.username, browser, code]))
    .digest('base64url') as Digest;
}

/** What mailed codes need of the house. */
export interface BrowserCodeParts {
  readonly browserCodes: BrowserCodeStore;
  readonly browserCodeKey: Uint8Array;
  readonly limiter: RateLimiter;
  readonly letters: Letterbox;
  readonly clock: Clock;
  readonly random: Random;
}

/** A sign-in that waits for its code. */
export interface AwaitedCode extends BrowserCodeBinding {
  readonly member: Member;
  readonly password_at: number;
  /** The app that the sign-in is for. */
  readonly client_name: string | undefined;
}

/** What came of sending a code. */
export type SentBrowserCode =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number }
  | { readonly outcome: 'spent' };

/**
 * Mails a new code for a sign-in whose password was right; an earlier code of the same sign-in is worth
 * nothing from then on. Nothing waits for the mail server.
 */
export async function sendBrowserCode(
  awaited: AwaitedCode,
  requester: Requester,
  parts: BrowserCodeParts,
): Promise<SentBrowserCode> {
  const { browserCodes, browserCodeKey, limiter, letters, clock, random } = parts;
  const now = clock();
  const { member, attempt_id, password_at, client_name } = awaited;
  const waitSeconds = await limiter.countBrowserCode(member.member_id, now);
  if (waitSeconds !== undefined) return { outcome: 'throttled', waitSeconds };
  const code = createMailedCode(random);
  const expires_at = password_at + browserCodeLifetimeSeconds;
  const mail = letters.seal(member.username, {
    kind: 'sign_in.browser_code',
    happening: {
      ...toHappening(requester, now),
      ...(client_name !== undefined && { client_name }),
    },
    display_name: member.display_name,
    code,
    expires_at,
  });
  const record: BrowserCode = {
    attempt_id,
    member_id: member.member_id,
    code_digest: digestMailedCode(code, awaited, browserCodeKey),
    tries_left: browserCodeTriesMax,
    expires_at,
    claimed_at: null,
  };
  return { outcome: (await browserCodes.saveBrowserCode(record, mail)) ? 'sent' : 'spent' };
}

/** Tries what was entered as the code of a sign-in. Blanks and dashes between the digits do not matter. */
export async function enterBrowserCode(
  entered: string,
  binding: BrowserCodeBinding,
  { browserCodes, browserCodeKey, clock }: BrowserCodeParts,
): Promise<BrowserCodeClaim> {
  const code = entered.replaceAll(/[\s-]/g, '');
  const digest = digestMailedCode(code, binding, browserCodeKey);
  return browserCodes.claimBrowserCode(binding.attempt_id, digest, clock());
}
