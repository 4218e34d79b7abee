import { iracingPaths } from '../dialect/iracing/paths.ts';
import { iracingScopeTable } from '../dialect/iracing/scope-table.ts';
import { transportRules } from '../dialect/transport-rules.ts';
import { list, listedCode, note, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { example } from './requests.ts';

/** Chapter 9. */
export const baseUrl: WriteChapter = ({ origin, issuer }) => ({
  lead: [
    'Every path of the dialect lies below the base URL, which is also the `iss` of access tokens:',
    { kind: 'code', text: issuer },
    table(
      ['Path', 'What it is'],
      [
        [`\`GET ${iracingPaths.authorize}\``, '[](authorize_endpoint)'],
        [`\`POST ${iracingPaths.token}\``, '[](token_endpoint)'],
        [`\`GET ${iracingPaths.sessions}\``, '[](sessions_endpoint)'],
        [`\`POST ${iracingPaths.revokeCurrent}\``, '[](revoke_current_endpoint)'],
        [`\`POST ${iracingPaths.revokeSessions}\``, '[](revoke_sessions_endpoint)'],
        [`\`POST ${iracingPaths.revokeClient}\``, '[](revoke_client_endpoint)'],
        [`\`GET ${iracingPaths.profile}\``, '[](iracing_profile_endpoint)'],
        [
          `\`GET ${iracingPaths.jwks}\``,
          'the keys of access tokens, see [](access_token#verifying)',
        ],
      ],
    ),
    `An app that is written for the original takes the base URL from a setting and is pointed at \`${issuer}\`; nothing else changes.`,
  ],
  sections: [
    section(
      'bounds',
      'Bounds',
      list(
        'A path answers one method; any other gets 405 with `Allow`.',
        `A body is \`application/x-www-form-urlencoded\` in UTF-8, of at most ${transportRules.bodyBytesMax / 1024} KiB.`,
        'The service answers to the names that it was set up for; a request with another `Host` gets 421.',
        `Pages live under ${origin} alone. On another name that the service answers to, a page redirects there; paths for programs simply answer.`,
      ),
    ),
  ],
});

/** Chapter 10. */
export const xRequestId: WriteChapter = ({ origin }) => ({
  lead: [
    'Every answer carries the header `x-request-id`. The lines that the service logs about a request carry the same value, so that it leads straight to what happened.',
    list(
      'Log it beside every answer that you did not expect.',
      'Name it when you [report](reporting_issues) something. Pages show it too, where something went wrong.',
      'It is a UUID. Treat it as text that means nothing.',
      'It is always made here: a value that you send is ignored.',
    ),
    example(
      'x_request_id',
      `curl -si ${origin}${iracingPaths.jwks}`,
      200,
      'x-request-id: 4f0de1e2-54a1-4b0e-9c1f-0a0c6f0f8a11',
    ),
  ],
});

/** Chapter 11. */
export const cors: WriteChapter = ({ origin }) => {
  const { exposedHeaders, preflightMaxAgeSeconds } = transportRules;
  return {
    lead: [
      'A page of another origin may read answers when its client has registered that origin. There is no wildcard, and `null` is never an origin.',
      table(
        ['Path', 'Method', 'Headers that may be sent'],
        [
          [`\`${iracingPaths.token}\``, 'POST', '`content-type`'],
          ...[iracingPaths.sessions, iracingPaths.profile].map((path) => [
            `\`${path}\``,
            'GET',
            '`authorization`, `content-type`',
          ]),
          ...[
            iracingPaths.revokeCurrent,
            iracingPaths.revokeSessions,
            iracingPaths.revokeClient,
          ].map((path) => [`\`${path}\``, 'POST', '`authorization`, `content-type`']),
        ],
      ),
    ],
    sections: [
      section(
        'answers',
        'What is answered',
        list(
          'With a registered origin: `Access-Control-Allow-Origin` with that very origin, `Access-Control-Allow-Credentials: true`, and `Vary: Origin`. Otherwise none of them, and the browser keeps the answer from the page.',
          `A page can read the headers ${listedCode(exposedHeaders)}.`,
          `A preflight may be kept for ${preflightMaxAgeSeconds / 60} minutes. It names no client, so that it says yes when any active client has registered the origin; the call itself is judged by its own client: the \`client_id\` of the form, or the token’s.`,
          'Refusals can be read like answers: a page can tell an expired token from a broken network.',
          'If the registration cannot be looked up, nothing is allowed.',
        ),
        example(
          'cors.preflight',
          [
            `curl -si -X OPTIONS ${origin}${iracingPaths.token} \\`,
            '  -H "Origin: https://nobody.example" \\',
            '  -H "Access-Control-Request-Method: POST"',
          ].join('\n'),
          204,
          'vary: origin',
        ),
      ),
      section(
        'registering',
        'Registering an origin',
        'An origin is scheme, host and port, such as `https://app.example`: `https`, or `http` on this computer. Name it in the registration, or [ask for it](reporting_issues).',
        note(
          '`/data` and the links that it answers with have no CORS, as with the original: let your server fetch them.',
        ),
      ),
    ],
  };
};

/** Chapter 12. */
export const scopes: WriteChapter = () => ({
  lead: [
    'A scope is what a token may be used for. A request names those that it wants, with white space between them.',
    table(
      ['Scope', 'What it allows', 'Needed for'],
      Object.entries(iracingScopeTable).map(([scope, words]) => [
        `\`${scope}\``,
        words,
        scope === 'iracing.profile' ? '[](iracing_profile_endpoint)' : '`/data`',
      ]),
    ),
  ],
  sections: [
    section(
      'rules',
      'Rules',
      list(
        'A scope that does not exist, is named twice, or is not open to the client is refused with [invalid_scope](error_invalid_scope), at `/authorize` and at `/token` alike. Nothing is dropped silently.',
        'A request without scope gets a token without scope. It can list and end sessions, and nothing else.',
        '`scope` in the answer is what was granted. Look at it: a service that speaks this dialect may grant less than was asked for.',
        'A refresh may ask for less than was granted; the session keeps what it has. More is refused, and the refresh token is not spent.',
        `A session whose only scope is \`iracing.profile\` has no refresh token.`,
        'When a registration loses a scope, its sessions lose it with their next refresh.',
        'No scope is needed for [](sessions_overview): any token of a session will do.',
      ),
    ),
  ],
});
