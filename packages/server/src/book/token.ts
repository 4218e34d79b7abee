import { grantTypes as allGrantTypes, tokenRequestParameters } from '@pitpass/protocol';
import type { GrantType, TokenResponse } from '@pitpass/protocol';

import { iracingDialect } from '../dialect/iracing/dialect.ts';
import { iracingPaths } from '../dialect/iracing/paths.ts';
import { authorizationCodeLifetimeSeconds } from '../domain/authorization/authorization-code.ts';
import { passwordLimitedMembersMax } from '../domain/client/client.ts';
import type { BookSection } from '../pages/book-content.ts';
import { durationWords } from '../pages/time-words.ts';
import { list, listedCode, note, section, table, warning } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import type { BookFacts } from './facts.ts';
import { maskingSection } from './masking.ts';
import { example, exampleClients, postRequest } from './requests.ts';
import { sampleTokens } from './samples.ts';

const parameterWords: Readonly<Record<string, string>> = {
  code: 'From the query of the redirect.',
  redirect_uri: 'The same as was sent to `/authorize`.',
  code_verifier: 'Required when a challenge was sent, and refused when none was.',
  refresh_token: 'The last one that was received. **Each works once.**',
  scope: 'What is asked for, with white space between; see [](scopes).',
  username: 'The member’s e-mail address, as it is: not masked.',
  password: 'The password, [masked](#masking) with the username.',
};

/** The parameters of a grant, from the table that its parser has. */
export function tokenParameterRows(grant_type: GrantType): readonly (readonly string[])[] {
  const hasSecretAlways = grant_type === 'password_limited';
  const scopeOfRefresh = 'No more than was granted; left out, all of it.';
  return [
    ['`grant_type`', 'yes', `\`${grant_type}\``],
    ['`client_id`', 'yes', 'As it was issued.'],
    [
      '`client_secret`',
      hasSecretAlways ? 'yes' : 'if issued',
      'The secret, [masked](#masking) with the `client_id`.',
    ],
    ...Object.entries(tokenRequestParameters[grant_type]).map(([name, presence]) => [
      `\`${name}\``,
      presence === 'required' ? 'yes' : 'no',
      grant_type === 'refresh_token' && name === 'scope'
        ? scopeOfRefresh
        : (parameterWords[name] ?? ''),
    ]),
  ];
}

const head = ['Parameter', 'Required', 'What it is'];

function grantSections(facts: BookFacts): readonly BookSection[] {
  const clients = exampleClients(facts);
  const path = iracingPaths.token;
  const secret = { client_secret: '$MASKED_SECRET' };
  return [
    section(
      'authorization_code',
      'authorization_code',
      'Trades the code of a redirect, and begins a session. Compare the `state` before.',
      table(head, tokenParameterRows('authorization_code')),
      example(
        'token.authorization_code',
        postRequest(facts, path, {
          grant_type: 'authorization_code',
          client_id: clients.native_client_id,
          code: '$CODE',
          redirect_uri: clients.native_redirect_uri,
          code_verifier: '$CODE_VERIFIER',
        }),
        200,
        sampleTokens,
      ),
      `The client here is public and has no secret; one that has a secret sends it as well. A code lasts ${durationWords(authorizationCodeLifetimeSeconds)}. Used a second time it is refused; later than a few seconds after the first time, its session ends as well, because somebody may have stolen it.`,
    ),
    section(
      'refresh_token',
      'refresh_token',
      'Trades a refresh token for a new access token and the next refresh token. Store both before you use either.',
      table(head, tokenParameterRows('refresh_token')),
      example(
        'token.refresh_token',
        postRequest(facts, path, {
          grant_type: 'refresh_token',
          client_id: clients.password_limited_client_id,
          ...secret,
          refresh_token: '$REFRESH_TOKEN',
        }),
        200,
        sampleTokens,
      ),
    ),
    section(
      'password_limited',
      'password_limited',
      'Begins a session with a member’s masked password, for the few clients and members for whom [that is allowed](password_limited_flow).',
      table(head, tokenParameterRows('password_limited')),
      example(
        'token.password_limited',
        postRequest(facts, path, {
          grant_type: 'password_limited',
          client_id: clients.password_limited_client_id,
          ...secret,
          username: '$USERNAME',
          password: '$MASKED_PASSWORD',
          scope: 'iracing.auth iracing.profile',
        }),
        200,
        sampleTokens,
      ),
    ),
  ];
}

const answerWords: Readonly<
  Record<keyof TokenResponse, readonly [presence: string, words: string]>
> = {
  access_token: ['always', 'Opaque; see [](access_token).'],
  token_type: ['always', '`Bearer`'],
  expires_in: ['always', 'How long the access token lasts, in seconds.'],
  refresh_token: ['mostly', 'Opaque, works once; see [](refresh_token).'],
  refresh_token_expires_in: ['with it', 'How long the refresh token lasts, in seconds.'],
  scope: ['if any', 'What was granted. Left out when nothing was.'],
};

function limitSection({ settings }: BookFacts): BookSection {
  const perMember = settings.passwordLimitedPerHour;
  return section(
    'limits',
    'Limits',
    table(
      ['What is counted', 'Limit', 'By'],
      [
        ['`password_limited`, right or wrong', `${perMember} an hour`, 'client and member'],
        [
          '`password_limited`, right or wrong',
          `${perMember * passwordLimitedMembersMax} an hour`,
          'client',
        ],
        ['refreshes', `${settings.refreshesPerMinute} a minute`, 'session'],
        [
          'failed client authentications',
          `${settings.clientAuthenticationFailuresPerMinute} a minute`,
          'address',
        ],
        [
          'wrong passwords, here and on the sign-in page',
          `${settings.passwordFailuresPerQuarterHour} in 15 minutes`,
          'account and address',
        ],
        [
          'wrong passwords of any account',
          `${settings.passwordFailuresPerQuarterHour * 10} in 15 minutes`,
          'address',
        ],
      ],
    ),
    list(
      'Answers to `password_limited` carry `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds until the window ends).',
      'Over the limit the answer is **status 400**, not 429: [unauthorized_client](error_unauthorized_client) with `Retry-After` in seconds. Wait that long.',
      'Refreshes wait behind nothing else: each session has a budget of its own, and answers near its end carry the same headers. A refresh that is refused for it does not spend the token.',
      'Addresses of IPv6 count by their /64.',
    ),
  );
}

/** What is refused, in the order in which it is looked at. */
const refusalRows = [
  [
    'a parameter is missing, repeated or malformed; the body is no form',
    '[invalid_request](error_invalid_request)',
  ],
  [
    'the grant is unknown, or not enabled for the client',
    '[unsupported_grant_type](error_unsupported_grant_type)',
  ],
  [
    'unknown client; secret wrong, missing, not masked, or sent where none was issued',
    '[invalid_client](error_invalid_client)',
  ],
  [
    'the client is disabled, or a limit is reached',
    '[unauthorized_client](error_unauthorized_client)',
  ],
  [
    'code or refresh token not good (any more); verifier wrong',
    '[invalid_grant](error_invalid_grant)',
  ],
  ['username and password wrong, or not for this client', '[access_denied](error_access_denied)'],
  ['scope unknown, repeated, or more than may be had', '[invalid_scope](error_invalid_scope)'],
];

/** Chapter 13.2. */
export const tokenEndpoint: WriteChapter = (facts) => ({
  lead: [
    `Where tokens come from. POST alone, with a form (\`application/x-www-form-urlencoded\`); the answer is JSON that nobody may store on the way. Grants: ${listedCode(
      allGrantTypes.filter((grant) => iracingDialect.grantTypes.includes(grant)),
    )}.`,
    warning(
      'Credentials stand in the body alone. In the address, or in an `Authorization` header, they are refused.',
    ),
  ],
  sections: [
    ...grantSections(facts),
    section(
      'answer',
      'Answer',
      'All grants answer alike, with status 200.',
      table(
        ['Member', 'Present', 'What it is'],
        Object.entries(answerWords).map(([name, [presence, words]]) => [
          `\`${name}\``,
          presence,
          words,
        ]),
      ),
      note(
        'Optional members are left out here, never `null`. A program for several services should take both.',
      ),
    ),
    section(
      'errors',
      'Errors',
      'JSON, as [](errors) says. The first thing that is wrong decides:',
      table(['What is wrong', 'Error'], refusalRows),
      example(
        'token.error',
        postRequest(facts, iracingPaths.token, { grant_type: 'refresh_token' }),
        400,
        {
          status: 400,
          status_reason: 'Bad Request',
          error: 'invalid_request',
          error_description: 'client_id missing',
          error_uri: `${facts.origin}/oauth2/book/error_invalid_request.html`,
        },
      ),
    ),
    limitSection(facts),
    maskingSection(facts),
  ],
});
