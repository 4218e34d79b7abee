import type { PastedAnswer } from './answer.ts';
import type { Cause } from './causes.ts';

/** A refusal that has no OAuth code of its own. */
export interface KnownRefusal extends Cause {
  /** What it is, in a word or two. */
  readonly name: string;
}

interface RefusalRule extends KnownRefusal {
  readonly fits: (answer: PastedAnswer) => boolean;
}

const hasText = (pattern: RegExp) => (answer: PastedAnswer) => pattern.test(answer.text);
const hasCode = (code: string) => (answer: PastedAnswer) => answer.error === code;

const tryLater = 'Try again with growing pauses; the SDK does it where that is safe.';

/** What the host of files and `/data` say. */
const dataRules: readonly RefusalRule[] = [
  {
    name: 'link died',
    fits: hasText(/Request has expired/i),
    why: 'The link of a data answer was fetched too late: it lives 120 seconds, or until the expires that came with it. A clock that is wrong has the same effect in a program that compares.',
    cure: 'Ask the API again for a new link and fetch it at once. Keep content, never links. The SDK and "pitpass get" ask once more by themselves.',
  },
  {
    name: 'token sent to the host of files',
    fits: hasText(/Only one auth mechanism allowed/i),
    why: 'The link is signed, and an Authorization header was sent with it: it takes one or the other.',
    cure: 'Fetch links without the header, and never give the access token to another host than the API.',
  },
  {
    name: 'link changed',
    fits: hasText(/SignatureDoesNotMatch/),
    why: 'The link is not the one that was given out: it was decoded, encoded twice, or cut off at a &.',
    cure: 'Use it letter for letter. In a shell, put it between quotes.',
  },
  {
    name: 'maintenance',
    fits: hasText(/site.?maintenance|under maintenance/i),
    why: 'The service is down for its planned maintenance.',
    cure: 'Try again later. Nothing of what you hold is lost: keep the tokens.',
  },
  {
    name: 'too many sign-ins',
    fits: (answer) => answer.status === 400 && hasText(/too many requests/i)(answer),
    why: 'The limit of the token endpoint is reached: for sign-ins without a browser, or for refreshes of one session. It answers 400, not 429.',
    cure: 'Wait as long as it says, and keep tokens across restarts in place of asking for new ones.',
  },
  {
    name: 'too many requests',
    fits: (answer) => answer.status === 429 || hasText(/too many requests|rate limit/i)(answer),
    why: 'The limit of data calls for this member is reached; there are 240 a minute.',
    cure: 'Wait until x-ratelimit-reset, which is a time in epoch seconds, and look at x-ratelimit-remaining before it is 0.',
  },
  {
    name: 'not for this member',
    fits: hasCode('Forbidden'),
    why: 'The token is good, and its member may not see this: a session of a league of others, for example.',
    cure: 'Ask for something else, or sign in as a member who may. A new token does not help.',
  },
  {
    name: 'host of files busy',
    fits: hasText(/<Code>SlowDown<\/Code>/),
    why: 'Too many large files are fetched at the same time.',
    cure: tryLater,
  },
  {
    name: 'access token refused',
    fits: ({ error, status }) =>
      error === 'Unauthorized' || (error === undefined && status === 401),
    why: 'The access token is missing, over, or of another service, or its session was ended.',
    cure: 'Refresh once; if that fails too, sign in again.',
  },
];

/** The codes of the SDK and of this command. */
const ownRules: readonly RefusalRule[] = [
  {
    name: 'answer of a refresh lost',
    fits: hasCode('refresh_outcome_unknown'),
    why: 'A process died, or the connection broke, between sending a refresh and storing its answer. The refresh token is spent, and the new one never arrived.',
    cure: 'Sign in again. A service of your own can allow retries: PITPASS_REFRESH_TOKEN_RETRY_WINDOW_SECONDS.',
  },
  {
    name: 'state does not match',
    fits: hasCode('state_mismatch'),
    why: 'The callback does not belong to the sign-in that was begun here: another tab, an older attempt, a lost cookie, or somebody else’s.',
    cure: 'Begin again in one browser. Keep the state with the browser’s own session, under the host name of the redirect URI.',
  },
  {
    name: 'signed out',
    fits: hasCode('sign_in_required'),
    why: 'There are no tokens, or the service has ended the sign-in: it expired, was revoked, or its refresh token was used by another process.',
    cure: 'Sign in again. If it happens often, two programs refresh the same token: let them share one token store.',
  },
  {
    name: 'no port for the browser',
    fits: hasCode('loopback_unavailable'),
    why: 'None of the registered loopback ports can be listened on: another program, or another sign-in, has them.',
    cure: 'End it, or register more ports. "pitpass doctor" says which are taken.',
  },
  {
    name: 'plain http',
    fits: hasCode('insecure_url'),
    why: 'The address is plain http to another computer, so nothing was sent.',
    cure: 'Use https; plain http is for this computer alone.',
  },
  {
    name: 'token store',
    fits: hasCode('store_failure'),
    why: 'The tokens could not be read, written or locked. What is stored was left as it is.',
    cure: 'See "pitpass doctor": it looks at the file, its permissions and its lock.',
  },
  {
    name: 'not reached',
    fits: ({ error = '' }) => ['network_failure', 'timeout'].includes(error),
    why: 'No answer arrived, or not a whole one. Whether the request took effect is not known.',
    cure: tryLater,
  },
  {
    name: 'damaged answer',
    fits: (answer) =>
      hasCode('invalid_response')(answer) || /<html/i.test(answer.text.slice(0, 500)),
    why: 'Something that is not the service answered: a gateway, a login page of a network, a wrong base URL.',
    cure: 'Check the address. The API is at /oauth2 and /data of the hosts that its book names.',
  },
];

/** The sentences of the pages that name no code where a member sees it. */
const pageRules: readonly RefusalRule[] = [
  {
    name: 'sign-in expired',
    fits: hasText(/That sign-in has expired/),
    why: 'The sign-in was begun more than 15 minutes before it was continued.',
    cure: 'Begin again from the app.',
  },
  {
    name: 'other browser',
    fits: hasText(/This sign-in cannot be continued here/),
    why: 'The sign-in was begun in another browser, or this one does not keep the cookies of the service.',
    cure: 'Open the address in the browser in which it was begun, under the name of the issuer: localhost and 127.0.0.1 do not share cookies.',
  },
];

/** What a refusal without an OAuth code is; undefined when nothing known fits. */
export function findKnownRefusal(answer: PastedAnswer): KnownRefusal | undefined {
  return [...pageRules, ...ownRules, ...dataRules].find(({ fits }) => fits(answer));
}

/** The refusal that a page of the service tells members in words without a code. */
export function findPageError(
  text: string,
): { readonly error: string; readonly error_description: string } | undefined {
  if (/not one that the app registered here/.test(text)) {
    return {
      error: 'invalid_client',
      error_description: 'redirect_uri not registered for this client',
    };
  }
  if (/gave a name that this service does not know/.test(text)) {
    return { error: 'invalid_client', error_description: 'client_id not known' };
  }
  return undefined;
}

/** What Trackmania's codes mean, where they mean something of their own. */
export const trackmaniaCauses: Readonly<Record<string, Cause>> = {
  invalid_client: {
    why: 'Client id or secret is wrong. The secret goes as it is here: one that was masked, as iRacing wants it, is refused.',
    cure: 'Send client_id and client_secret as they were issued, in the form or as Basic. "pitpass doctor secret" tries them.',
  },
  invalid_grant: {
    why: 'The code or refresh token is unknown, expired, used before, another client’s, or was asked for with another redirect_uri.',
    cure: 'Begin again at /oauth/authorize. Use each refresh token once, and keep the new one.',
  },
  invalid_request: {
    why: 'A parameter is missing or wrong, or the code or refresh token cannot be read; the hint says which.',
    cure: 'See the hint. A code works once, within minutes, with the redirect_uri that it was asked for with.',
  },
  unsupported_grant_type: {
    why: 'grant_type is missing or none of the three that exist: authorization_code, refresh_token, client_credentials.',
    cure: 'Send one of them, in a form and not in JSON.',
  },
};
