import type { DemoMember } from '../serve/demo-file.ts';
import { openWindowlessBrowser } from './windowless-browser.ts';
import type { Arrival, WindowlessBrowser } from './windowless-browser.ts';

/** Who signs in: a member of the demo, or one that was made since. */
export type Credentials = Pick<DemoMember, 'username' | 'password'>;

/** The service did not let the member through to the app, or the member did not want to. */
export class AuthorizationRefused extends Error {
  override readonly name = 'AuthorizationRefused';
  /** As the app was told it in the redirect; undefined when the service told the member alone. */
  readonly error: string | undefined;
  readonly error_description: string | undefined;
  /** Where the browser was sent; undefined when it stayed at the service. */
  readonly callbackUrl: string | undefined;

  constructor(message: string, callbackUrl?: string) {
    super(message);
    const parameters = new URLSearchParams(callbackUrl?.split('#')[0]?.split('?')[1]);
    this.error = parameters.get('error') ?? undefined;
    this.error_description = parameters.get('error_description') ?? undefined;
    this.callbackUrl = callbackUrl;
  }
}

const stepsMax = 4;

/**
 * Takes members through authorization requests as their browsers would. The service sees forms of its own
 * pages and nothing else, so that a code comes about here in the one way in which codes come about.
 */
export interface MemberBrowsers {
  /**
   * Signs the member in where that is asked, decides on the consent page where there is one, and stops
   * before the app's redirect URI is opened.
   *
   * @param url of the authorization request
   * @returns the redirect URI with `code` and `state`
   * @throws AuthorizationRefused
   */
  authorize(member: Credentials, url: string, decision?: 'allow' | 'deny'): Promise<string>;
}

async function walk(
  browser: WindowlessBrowser,
  { username, password }: Credentials,
  url: string,
  decision: 'allow' | 'deny',
): Promise<string> {
  let arrival: Arrival = await browser.open(url);
  let hasSignedIn = false;
  for (let step = 0; step < stepsMax; step += 1) {
    if (arrival.leftTo !== undefined) {
      const parameters = new URLSearchParams(arrival.leftTo.split('#')[0]?.split('?')[1]);
      if (parameters.has('code')) return arrival.leftTo;
      const error = parameters.get('error') ?? 'no code';
      const words = parameters.get('error_description') ?? 'the redirect does not say why';
      throw new AuthorizationRefused(`the app was told ${error}: ${words}`, arrival.leftTo);
    }
    const login = arrival.forms.find(({ action }) => action === '/login');
    const consent = arrival.forms.find(({ action }) => action === '/consent');
    if (login !== undefined && !hasSignedIn) {
      hasSignedIn = true;
      arrival = await browser.submit(login, { username, password });
    } else if (consent !== undefined) {
      arrival = await browser.submit(consent, { decision });
    } else break;
  }
  const at = arrival.leftTo ?? `${arrival.path} (${arrival.status}): ${arrival.text}`;
  throw new AuthorizationRefused(`the member came no further than ${at}`);
}

/** Gives every member a browser of their own, which stays signed in. */
export function createMemberBrowsers(
  origin: string,
  send: typeof globalThis.fetch,
): MemberBrowsers {
  const browsers = new Map<string, { browser: WindowlessBrowser; idle: Promise<unknown> }>();
  return {
    authorize(member, url, decision = 'allow') {
      const { username } = member;
      const own = browsers.get(username) ?? {
        browser: openWindowlessBrowser(origin, send),
        idle: Promise.resolve(),
      };
      browsers.set(username, own);
      // One after the other: a second sign-in at the same moment would end the first.
      const walked = own.idle.then(() => walk(own.browser, member, url, decision));
      own.idle = walked.catch(() => undefined);
      return walked;
    },
  };
}
