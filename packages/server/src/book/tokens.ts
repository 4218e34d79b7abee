import { iracingDialect } from '../dialect/iracing/dialect.ts';
import { ownAudience } from '../dialect/iracing/access-token.ts';
import type { AccessTokenClaims } from '../dialect/iracing/access-token.ts';
import { iracingRegistration } from '../dialect/iracing/registration-profile.ts';
import { jwksMaxAgeSeconds } from '../domain/key/key-rotation.ts';
import { accessTokenLifetimeSecondsMax } from '../domain/token/access-token-lifetime.ts';
import { reuseRaceWindowSeconds } from '../domain/token/refresh-token.ts';
import { durationWords } from '../pages/time-words.ts';
import { list, listedCode, note, section, table, warning } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { example } from './requests.ts';
import { iracingPaths } from '../dialect/iracing/paths.ts';

const {
  access_token_lifetime_seconds,
  refresh_token_lifetime_seconds,
  session_absolute_lifetime_seconds,
} = iracingRegistration;

/** Chapter 13.4. */
export const tokensOverview: WriteChapter = () => ({
  lead: [
    table(
      ['What', 'Lasts', 'Said in', 'Works'],
      [
        [
          '[](access_token)',
          durationWords(access_token_lifetime_seconds),
          '`expires_in`',
          'as often as needed',
        ],
        [
          '[](refresh_token)',
          durationWords(refresh_token_lifetime_seconds),
          '`refresh_token_expires_in`',
          'once',
        ],
        [
          'session',
          `${durationWords(session_absolute_lifetime_seconds)} at most`,
          '`session_expiration` of [](sessions_endpoint)',
          'until its last token ends, or somebody ends it',
        ],
      ],
    ),
    'These are what a new client gets. Staff can give a client others, so read the seconds in each answer and refresh some of them earlier: clocks differ, and answers take time.',
    'Both tokens are opaque. To learn whose they are, ask [](iracing_profile_endpoint).',
  ],
});

const claimWords: Readonly<
  Record<keyof AccessTokenClaims, readonly [type: string, words: string]>
> = {
  session_id: ['UUID', 'The session. The same in every token of it.'],
  iss: ['URL', 'The base URL of this service.'],
  exp: ['seconds', 'When the token ends.'],
  iat: ['seconds', 'When it was issued.'],
  auth_time: ['seconds', 'When the member signed in.'],
  aud: [
    'list',
    `Whom it is for: the client, \`${ownAudience}\`, and what the client is registered for.`,
  ],
  sub: ['text', 'The member, by an identifier that means nothing elsewhere.'],
  client_id: ['text', 'The client that it was issued to.'],
  jti: ['UUID', 'This token.'],
  scope: ['text or null', 'What was granted.'],
  iracing_env: ['null', 'There is one environment here.'],
  iracing_cust_id: ['number', 'The customer number.'],
  iracing_group_ids: ['null', 'There are no groups here.'],
};

/** Chapter 13.4.1. */
export const accessToken: WriteChapter = (facts) => ({
  lead: [
    'Send it as `Authorization: Bearer …`, and nowhere else: in an address or a form it is refused.',
    warning(
      'The links that `/data` answers with are signed already. Send them no `Authorization` header.',
    ),
  ],
  sections: [
    section(
      'ending',
      'When it ends',
      list(
        `By itself after ${durationWords(access_token_lifetime_seconds)} (\`expires_in\`), and never later than ${durationWords(accessTokenLifetimeSecondsMax)}.`,
        'With its session, at once: when the member ends it, the app revokes it, or the client is disabled.',
        'A token that has ended is [invalid_token](error_invalid_token); one whose session has ended is [access_denied](error_access_denied). Both are 401 with `WWW-Authenticate: Bearer error="invalid_token"`. Refresh once; if that fails too, sign in again.',
      ),
    ),
    section(
      'inside',
      'What is inside',
      'Leave it closed if you can: what follows may be added to. It is a signed JWT (`typ: at+jwt`) whose head names the algorithm, the key (`kid`) and where the keys are (`jku`).',
      table(
        ['Claim', 'Form', 'What it is'],
        Object.entries(claimWords).map(([claim, [form, words]]) => [`\`${claim}\``, form, words]),
      ),
    ),
    section(
      'verifying',
      'Verifying it yourself',
      `For a resource server of your own. Use a JOSE library; the keys are public and may be kept for ${durationWords(jwksMaxAgeSeconds)}.`,
      example('jwks', `curl -s ${facts.origin}${iracingPaths.jwks}`, 200),
      list(
        `The signature is \`${iracingDialect.accessTokens.alg}\`; take no other, and keys from \`${facts.issuer}/jwks.json\` alone, whatever \`jku\` says.`,
        `\`iss\` is \`${facts.issuer}\`; \`exp\` lies ahead; \`iat\` and \`auth_time\` do not; \`auth_time\` is not after \`iat\`.`,
        '`aud` holds you, and `scope` what is asked for.',
        `Keys change every ${facts.settings.signingKeyDays} days without a gap: a new one is published before it signs. Fetch the keys again when a \`kid\` is unknown, not more often than once a minute.`,
      ),
      note(
        'A signature says nothing about whether the session has been ended since. Short lives are what limits that.',
      ),
    ),
  ],
});

function retrySentence(seconds: number): string {
  return seconds === 0
    ? 'An answer that was lost on the way is lost: the member signs in again. This instance repeats no answer.'
    : `An answer that was lost on the way is not lost here: the same request within ${durationWords(seconds)} gets the very same tokens, as long as the successor was not used yet. Other services that speak this dialect repeat nothing; do not count on it.`;
}

/** Chapter 13.4.2. */
export const refreshToken: WriteChapter = ({ settings }) => ({
  lead: [
    `It lasts ${durationWords(refresh_token_lifetime_seconds)} (\`refresh_token_expires_in\`) and works **once**. Every refresh brings a new one that lasts as long again, so that a session which is used goes on, up to ${durationWords(session_absolute_lifetime_seconds)} after it began.`,
  ],
  sections: [
    section(
      'once',
      'Once',
      list(
        'Of several refreshes with one token at the same moment, one succeeds. The others get [invalid_grant](error_invalid_grant), and nothing ends.',
        `A token that is presented again later than ${reuseRaceWindowSeconds} seconds after it was used is taken for stolen: the session ends, whoever has its tokens.`,
        'A token that another client presents is refused, and nothing ends.',
        retrySentence(settings.refreshTokenRetryWindowSeconds),
      ),
    ),
    section(
      'keeping',
      'Keeping it',
      list(
        'One refresh at a time for each session, across all your processes: a lock, or one process that refreshes for the others.',
        'Write the new token down, durably, before you use anything of the answer.',
        'Keep it where passwords are kept: encrypted, readable by the program alone, never in a page or a log.',
        'On `invalid_grant` forget it. On anything else, a broken connection or a 5xx, keep it and try again.',
      ),
    ),
    section(
      'none',
      'When there is none',
      'Sessions whose only scope is `iracing.profile` have no refresh token; see [](identity_verification_workflow). Clients that are not registered for `refresh_token` cannot trade theirs.',
      `A new client is registered for ${listedCode(iracingRegistration.defaultGrantTypes)}.`,
    ),
  ],
});
