import type { Member } from '../member/member.ts';
import type { Clock, Random } from '../ports.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
import type { Digest } from '../presented.ts';

/** A browser in which a member is signed in to Pitpass itself. */
export interface BrowserLogin {
  readonly login_digest: Digest;
  readonly member_id: string;
  readonly auth_time: number;
  readonly expires_at: number;
  /** The remembered browser that it is in. */
  readonly browser_id: string | null;
}

/** Where browser logins are kept. */
export interface BrowserLoginStore {
  /**
   * Keeps a login, unless the account is disabled.
   *
   * @param login - with the verifier of the password that was given for it: when that is not the account's
   *   any more, or has to be replaced, nothing is kept
   * @returns whether the login is kept
   */
  saveBrowserLogin(login: BrowserLogin & { readonly password_verifier?: string }): Promise<boolean>;
  /** Finds a login that has not expired, with its member, whose account is in use. */
  findBrowserLogin(
    login_digest: Digest,
    now: number,
  ): Promise<{ readonly login: BrowserLogin; readonly member: Member } | undefined>;
  deleteBrowserLogin(login_digest: Digest): Promise<void>;
  /** Signs the member out of a remembered browser. */
  deleteLoginsOfBrowser(member_id: string, browser_id: string): Promise<void>;
}

/** How long a browser stays signed in, in seconds: a week. */
export const browserLoginLifetimeSeconds = 604_800;

/**
 * Signs a browser in: the member has been authenticated. An earlier login of the same browser ends, so
 * that no identifier known before the login is worth anything after it. When the password was changed since
 * it was given, what is handed out opens nothing.
 *
 * @param auth_time - when everything that a sign-in asks for was proven; now, unless less was
 * @returns the value of the cookie, handed out once
 */
export async function startBrowserLogin(
  member: Member,
  earlier: string | undefined,
  { logins, clock, random }: { logins: BrowserLoginStore; clock: Clock; random: Random },
  browser_id: string | null = null,
  auth_time: number = clock(),
): Promise<string> {
  const presented = createPresentedValue('browser_login', random);
  const now = clock();
  if (earlier !== undefined) await logins.deleteBrowserLogin(digestOf(earlier));
  await logins.saveBrowserLogin({
    login_digest: digestOf(presented),
    member_id: member.member_id,
    auth_time,
    expires_at: now + browserLoginLifetimeSeconds,
    browser_id,
    password_verifier: member.password_verifier,
  });
  return presented;
}
