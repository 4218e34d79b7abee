import type { Member } from '../member/member.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import { createPresentedValue, createUuid, digestOf, equalDigests } from '../presented.ts';
import type { Digest } from '../presented.ts';

/** A browser in which a member has proven more than the password, as its row stands. */
export interface RememberedBrowser {
  /** UUID. */
  readonly browser_id: string;
  readonly member_id: string;
  readonly mark_digest: Digest;
  /** Of the address and the password verifier that stood when the browser was remembered. */
  readonly credentials_digest: Digest;
  readonly knows_since: number;
  /** Until when no second factor is asked here; null when it always is. */
  readonly skips_second_factor_until: number | null;
  readonly last_used_at: number;
  readonly last_ip: string;
  readonly last_user_agent_header: string | null;
  readonly expires_at: number;
}

/** What changes of a remembered browser when its member signs in there. */
export type RememberedBrowserUse = Pick<
  RememberedBrowser,
  'last_used_at' | 'last_ip' | 'last_user_agent_header'
>;

/** Where remembered browsers are kept. */
export interface RememberedBrowserStore {
  /**
   * The browser with the mark, for the member with the username, with that member's verifier. One statement
   * whoever is asked for, so that its time tells nothing of an account.
   */
  findRememberedBrowser(
    mark_digest: Digest,
    username: string,
    now: number,
  ): Promise<
    { readonly browser: RememberedBrowser; readonly password_verifier: string } | undefined
  >;
  /**
   * Saves a browser under a new mark. What stood under the earlier mark of the same browser goes over to the
   * new one if it is another member's, and ends if it is this one's. Of a member's browsers the
   * {@link rememberedBrowsersMax} that were used last are kept.
   */
  rememberBrowser(browser: RememberedBrowser, earlier: Digest | undefined): Promise<void>;
  useRememberedBrowser(browser_id: string, use: RememberedBrowserUse): Promise<void>;
  /** The member's browsers, the one that was used last first. */
  listRememberedBrowsers(member_id: string, now: number): Promise<readonly RememberedBrowser[]>;
  /** Forgets one browser of the member. @returns false when there is no such browser of the member */
  forgetBrowser(browser_id: string, member_id: string): Promise<boolean>;
  /** Forgets all browsers of the member. @returns how many there were */
  forgetBrowsers(member_id: string): Promise<number>;
}

/** How long a browser stays known, in seconds: 90 days. Use does not prolong it. @see S193 */
export const rememberedBrowserLifetimeSeconds = 7_776_000;

/** How many browsers of a member are remembered. */
export const rememberedBrowsersMax = 50;

/** What of a member a mark stands on: it is worth nothing once address or password have changed. */
export function credentialsDigestOf({
  username,
  password_verifier,
}: Pick<Member, 'username' | 'password_verifier'>): Digest {
  return digestOf(`${username}\n${password_verifier}`);
}

/** What remembering browsers needs of the house. */
export interface RememberedBrowserParts {
  readonly browsers: RememberedBrowserStore;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The remembered browser that presents a mark, for the account with the username. Undefined when the mark is
 * missing, altered, expired or another member's, or address or password have changed since.
 *
 * @see S193
 */
export async function findKnownBrowser(
  mark: string | undefined,
  username: string,
  { browsers, clock }: Pick<RememberedBrowserParts, 'browsers' | 'clock'>,
): Promise<RememberedBrowser | undefined> {
  if (mark === undefined) return undefined;
  const found = await browsers.findRememberedBrowser(digestOf(mark), username, clock());
  if (found === undefined) return undefined;
  const { browser, password_verifier } = found;
  const credentials = credentialsDigestOf({ username, password_verifier });
  return equalDigests(browser.credentials_digest, credentials) ? browser : undefined;
}

/** A browser that is remembered, with what to hand out to it. */
export interface Remembered {
  readonly browser_id: string;
  /** The new mark, handed out once; undefined when the one that it holds stays. */
  readonly mark: string | undefined;
}

/** A sign-in that is complete, as far as remembering its browser goes. */
export interface CompleteSignIn {
  readonly member: Member;
  /** What the browser was known as; undefined when it was not, or more than the password was proven anew. */
  readonly known: RememberedBrowser | undefined;
  /** The mark that the browser holds, known or not. */
  readonly presented: string | undefined;
  /** True when the member wants no second factor here for as long as the browser is known. */
  readonly skipsSecondFactor: boolean;
}

/**
 * Remembers a browser in which the member has just completed a sign-in. One that was not known gets a new
 * mark, so that no value that somebody planted before is worth anything after it; one that was keeps its
 * mark and its end.
 */
export async function rememberBrowser(
  { member, known, presented, skipsSecondFactor }: CompleteSignIn,
  requester: Requester,
  { browsers, clock, random }: RememberedBrowserParts,
): Promise<Remembered> {
  const now = clock();
  const use = {
    last_used_at: now,
    last_ip: requester.ip,
    last_user_agent_header: requester.user_agent,
  };
  if (known !== undefined) {
    await browsers.useRememberedBrowser(known.browser_id, use);
    return { browser_id: known.browser_id, mark: undefined };
  }
  const mark = createPresentedValue('browser_mark', random);
  const browser_id = createUuid(random);
  const expires_at = now + rememberedBrowserLifetimeSeconds;
  const browser: RememberedBrowser = {
    ...use,
    browser_id,
    member_id: member.member_id,
    mark_digest: digestOf(mark),
    credentials_digest: credentialsDigestOf(member),
    knows_since: now,
    skips_second_factor_until: skipsSecondFactor ? expires_at : null,
    expires_at,
  };
  await browsers.rememberBrowser(
    browser,
    presented === undefined ? undefined : digestOf(presented),
  );
  return { browser_id, mark };
}
