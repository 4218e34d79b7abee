import { passwordLimitedMembersMax } from '../domain/client/client.ts';
import { authorizationCodeLifetimeSeconds } from '../domain/authorization/authorization-code.ts';
import { iracingPaths } from '../dialect/iracing/paths.ts';
import { durationWords } from '../pages/time-words.ts';
import { list, note, section, steps, table, warning } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { example, exampleClients, postRequest } from './requests.ts';
import { sampleTokens } from './samples.ts';

/** Chapter 4. */
export const authenticationFlowsOverview: WriteChapter = () => ({
  lead: [
    table(
      ['Flow', 'For', 'Who types the password, and where'],
      [
        [
          '[](authorization_code_flow)',
          'every app that people use',
          'the member, on the page of this service',
        ],
        [
          '[](password_limited_flow)',
          `programs without a screen that work for up to ${passwordLimitedMembersMax} members`,
          'nobody: the program has it',
        ],
      ],
    ),
    'When both would do, use Authorization Code.',
  ],
});

/** Chapter 4.1. */
export const authorizationCodeFlow: WriteChapter = () => ({
  lead: [
    'The member signs in here, in a browser, and never gives the password to the app. The app gets a code and trades it for tokens.',
    'This is the only flow for an app that',
    list(
      'is handed out to people: pages, mobile and desktop programs;',
      'cannot keep a secret, which is true of all of these;',
      'is for more than a few members who are known beforehand.',
    ),
  ],
  sections: [
    section(
      'sequence',
      'Step by step',
      {
        kind: 'diagram',
        name: 'code-flow',
        title: 'From the first click to the first answer',
        parties: ['Browser', 'App', 'This service'],
        steps: [
          { from: 0, to: 1, says: '“Sign in”' },
          { from: 1, to: 0, says: 'redirect, state and challenge' },
          { from: 0, to: 2, says: 'GET /authorize' },
          { from: 0, to: 2, says: 'the member signs in and allows' },
          { from: 2, to: 0, says: 'redirect to redirect_uri, with code and state' },
          { from: 0, to: 1, says: 'code and state' },
          { from: 1, to: 2, says: 'POST /token, code and verifier' },
          { from: 2, to: 1, says: 'access and refresh token' },
        ],
      },
      steps(
        'Make a [verifier](pkce_overview) and a `state` for this browser alone, and keep both in its session.',
        'Send the browser to [](authorize_endpoint). Do not show that page in a frame or an embedded view.',
        'Compare the `state` that comes back. Another one, or none, means that this browser did not begin this sign-in: stop.',
        `Trade the code at [](token_endpoint) from your server, within ${durationWords(authorizationCodeLifetimeSeconds)}. It works once.`,
        'Store the tokens, and begin a session of your own with the browser.',
      ),
    ),
    section(
      'refreshing',
      'Later',
      {
        kind: 'diagram',
        name: 'refresh',
        title: 'A refresh token works once, and brings its successor',
        parties: ['App', 'This service'],
        steps: [
          { from: 0, to: 1, says: 'POST /token, refresh token 1' },
          { from: 1, to: 0, says: 'access token, refresh token 2' },
          { from: 0, to: 0, says: 'stores both, drops token 1' },
          { from: 0, to: 1, says: 'POST /token, refresh token 2' },
          { from: 1, to: 0, says: 'access token, refresh token 3' },
        ],
      },
      'How long each lasts, and what happens to a token that is used twice, stands in [](refresh_token).',
    ),
    section(
      'asked-again',
      'When members are asked',
      list(
        'Sign-in is asked for when the browser is not signed in here, or when `prompt=verify` is sent.',
        'Consent is asked for the first time, when the app asks for more than was allowed, when its registration has changed, and each time for a public client that is called back on the member’s own device, because any program there could pose as it.',
        'Otherwise the browser comes straight back with a code.',
      ),
    ),
  ],
});

/** Chapter 4.2. */
export const passwordLimitedFlow: WriteChapter = (facts) => ({
  lead: [
    'For a program that runs on a server with nobody at a screen: a bot of a league, a nightly export. It presents the masked password of a member and gets tokens.',
    warning(
      'The program holds somebody’s password, and no second factor is asked for. Whoever reads its settings has the account. Use it for your own account, and for nobody else’s where Authorization Code would do.',
    ),
  ],
  sections: [
    section(
      'conditions',
      'Conditions',
      list(
        'The client is server-side and has a secret.',
        'Staff have switched the grant on for this client. Before that the answer is [unsupported_grant_type](error_unsupported_grant_type).',
        `At most ${passwordLimitedMembersMax} members are on its list, which staff keep.`,
        `Each of them has [confirmed the client](/account/confirm-app) after signing in, second factor and all. That holds for ${facts.settings.passwordLimitedConfirmationDays} days, and until a second factor is switched on; sessions end with it.`,
        'Whoever is unknown, not listed or has not confirmed cannot be told from a wrong password.',
        `A client may try ${facts.settings.passwordLimitedPerHour} times an hour for one member, and ${facts.settings.passwordLimitedPerHour * passwordLimitedMembersMax} times in all. Right and wrong passwords count alike. See [](token_endpoint#limits).`,
      ),
    ),
    section(
      'how',
      'How',
      steps(
        'At its first start the program presents the password, once.',
        'From then on it [refreshes](token_endpoint#refresh_token), and keeps the tokens across restarts.',
        'When a refresh is refused, it presents the password again. When that is refused too, it stops and tells somebody: trying on only makes the wait longer.',
      ),
      example(
        'flow.password_limited',
        postRequest(facts, iracingPaths.token, {
          grant_type: 'password_limited',
          client_id: exampleClients(facts).password_limited_client_id,
          client_secret: '$MASKED_SECRET',
          username: '$USERNAME',
          password: '$MASKED_PASSWORD',
          scope: 'iracing.auth',
        }),
        200,
        { ...sampleTokens, scope: 'iracing.auth' },
      ),
      note(
        'The member sees each of these sessions on the account page and can end it there, and gets a mail when one begins from a new address.',
      ),
    ),
  ],
});
