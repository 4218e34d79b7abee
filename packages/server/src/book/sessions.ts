import { iracingPaths } from '../dialect/iracing/paths.ts';
import { formatSession } from '../dialect/iracing/session-response.ts';
import { iracingRegistration } from '../dialect/iracing/registration-profile.ts';
import type { Client } from '../domain/client/client.ts';
import { impersonationLifetimeSeconds } from '../domain/member/impersonation.ts';
import type { Session } from '../domain/session/session.ts';
import { durationWords } from '../pages/time-words.ts';
import { sessionIdsMax } from '../dialect/iracing/session-limits.ts';
import { list, note, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { example, getRequest, postRequest } from './requests.ts';
import { sampleProfile } from './samples.ts';

const began = 1_790_000_000;

const sampleClient: Client = {
  client_id: 'pit-wall',
  dialect: 'iracing',
  client_type: 'server-side',
  client_name: 'Pit Wall',
  developer_name: 'Example Racing Tools',
  developer_url: 'https://tools.example/',
  developer_email: 'developer@tools.example',
  secret_digest: null,
  grant_types: iracingRegistration.grantTypes,
  scopes: iracingRegistration.scopes,
  audiences: iracingRegistration.audiences,
  redirect_uris: [],
  cors_origins: [],
  access_token_lifetime_seconds: iracingRegistration.access_token_lifetime_seconds,
  refresh_token_lifetime_seconds: iracingRegistration.refresh_token_lifetime_seconds,
  session_absolute_lifetime_seconds: iracingRegistration.session_absolute_lifetime_seconds,
  is_reviewed: true,
  state: 'active',
  created_at: began,
};

const sampleSession: Session = {
  session_id: '2f0a6a2e-0c0e-4a52-9c55-3a1d5a7b1c10',
  dialect: 'iracing',
  client_id: sampleClient.client_id,
  member_id: 'member',
  grant_type: 'authorization_code',
  scope: 'iracing.auth',
  auth_time: began,
  created_at: began,
  last_activity: began + 300,
  session_expiration: began + 300 + iracingRegistration.refresh_token_lifetime_seconds,
  absolute_expires_at: began + iracingRegistration.session_absolute_lifetime_seconds,
  ended_at: null,
  first_ip: '203.0.113.7',
  first_user_agent_header: 'PitWall/2.1',
  last_ip: '203.0.113.7',
  last_user_agent_header: 'PitWall/2.1',
  impersonation_id: null,
  impersonation_note: null,
};

/** An entry of the list as the service would word it. */
function formatSample() {
  return formatSession(sampleSession, sampleClient, sampleSession.session_id, async () => ({
    place: { continent: 'Europe', country: 'Germany', subdivisions: ['Hesse'], city: 'Kassel' },
    program: { operating_system: 'Linux', browser: null },
  }));
}

const fieldWords: Readonly<Record<string, readonly [form: string, words: string]>> = {
  session_id: ['text', 'Opaque. What [](revoke_sessions_endpoint) takes.'],
  client_id: ['text', 'The calling client.'],
  client_name: ['text', 'Its name.'],
  client_developer_name: ['text or null', 'From its registration.'],
  client_developer_url: ['text or null', 'From its registration.'],
  client_developer_email: ['text or null', 'From its registration.'],
  scope: ['text or null', 'What was granted.'],
  scope_descriptions: ['list or null', 'The same in words.'],
  auth_time: ['seconds', 'When the member signed in.'],
  last_activity: ['seconds', 'When it was refreshed last, or began.'],
  session_expiration: ['seconds', 'When its last token ends, unless it is refreshed.'],
  current_session: ['boolean', 'True for the session of the token that asks.'],
  impersonated: [
    'boolean',
    `True when staff act for the member, to help: for ${durationWords(impersonationLifetimeSeconds)} at most, without the member’s credentials, and the member is told.`,
  ],
  impersonation_note: ['text or null', 'Why they do, as the member reads it.'],
  ip: ['text or null', 'The address, IPv4 or IPv6'],
  continent: ['text or null', 'Where that is, as far as is known'],
  country: ['text or null', 'the same'],
  subdivisions: ['list or null', 'the same, the largest first'],
  city: ['text or null', 'the same'],
  user_agent_header: ['text or null', 'The `User-Agent` header'],
  user_agent_operating_system: ['text or null', 'What it says of the system'],
  user_agent_browser: ['text or null', 'What it says of the program'],
};

/** The words for a field; those of the first and the last request share theirs. */
function describeField(name: string): readonly string[] {
  const when = /^(first|last)_(.+)$/.exec(name);
  const own = fieldWords[name];
  const [form = '', words = ''] = own ?? fieldWords[when?.[2] ?? ''] ?? [];
  const of = own !== undefined || when === null ? '' : `, at the ${when[1]} request.`;
  return [`\`${name}\``, form, `${words}${of}`];
}

/** Chapter 14. */
export const sessionsOverview: WriteChapter = () => ({
  lead: [
    'With these calls an app shows a member where the app is signed in, and ends what the member wants ended. They see the sessions of **this member with this client** and no others.',
    table(
      ['Call', 'What it does'],
      [
        ['[](sessions_endpoint)', 'lists them'],
        ['[](revoke_current_endpoint)', 'ends the one that the token is of'],
        ['[](revoke_sessions_endpoint)', 'ends some of them'],
        ['[](revoke_client_endpoint)', 'ends all of them'],
      ],
    ),
    'Any access token of a session will do, whatever its scope. A member can do the same, and for all apps, on the [account page](/account).',
  ],
  sections: [
    section(
      'effect',
      'What ending does',
      list(
        'Its access tokens are refused at once, here and at `/data`: [access_denied](error_access_denied).',
        'Its refresh token is [invalid_grant](error_invalid_grant).',
        'The consent stays: the next sign-in may not ask again. Taking that back is up to the member, on the account page.',
      ),
    ),
    section(
      'errors',
      'Errors',
      table(
        ['What is wrong', 'Error'],
        [
          [
            'no token, or one that is malformed, expired or not from here',
            '[invalid_token](error_invalid_token)',
          ],
          ['the session has ended', '[access_denied](error_access_denied)'],
          [
            'the token stands in the address or the form',
            '[invalid_request](error_invalid_request)',
          ],
        ],
      ),
    ),
  ],
});

/** Chapter 14.1. */
export const sessionsEndpoint: WriteChapter = async (facts) => {
  const sample = await formatSample();
  return {
    lead: [
      'The live sessions of the token’s member with the token’s client, the newest first. There are no parameters.',
      example('sessions', getRequest(facts, iracingPaths.sessions), 200, { sessions: [sample] }),
    ],
    sections: [
      section(
        'fields',
        'Fields',
        'Every entry has all of them.',
        table(['Field', 'Form', 'What it is'], Object.keys(sample).map(describeField)),
        note(
          facts.settings.placesFile === undefined
            ? 'Places are `null` here: the operator of this instance has set up no database of addresses.'
            : 'Places are looked up in a database of the operator’s own; what it does not know is `null`.',
        ),
      ),
    ],
  };
};

/** Chapter 14.2. */
export const revokeCurrentEndpoint: WriteChapter = (facts) => ({
  lead: [
    'Ends the session of the token: the app’s “sign out”. The answer is status 200 without a body.',
    table(
      ['Parameter', 'Required', 'What it is'],
      [
        [
          '`forget_browser`',
          'no',
          '`true` or `false`, which it is when left out. `true` also makes this service forget that the browser was remembered for the second factor.',
        ],
      ],
    ),
    example(
      'revoke.current',
      postRequest(
        facts,
        iracingPaths.revokeCurrent,
        { forget_browser: 'true' },
        { withToken: true },
      ),
      200,
    ),
  ],
});

/** Chapter 14.3. */
export const revokeSessionsEndpoint: WriteChapter = (facts) => ({
  lead: [
    'Ends the named sessions. The answer is status 200 without a body.',
    table(
      ['Parameter', 'Required', 'What it is'],
      [
        [
          '`session_ids`',
          'yes',
          `Up to ${sessionIdsMax} ids from [](sessions_endpoint) in **one** field, with commas between. The field sent twice is an error.`,
        ],
      ],
    ),
    example(
      'revoke.sessions',
      postRequest(
        facts,
        iracingPaths.revokeSessions,
        { session_ids: '$SESSION_ID' },
        { withToken: true },
      ),
      200,
    ),
    'An id that is unknown, another member’s or another client’s is passed over without a word, so that nobody learns which ids exist.',
  ],
});

/** Chapter 14.4. */
export const revokeClientEndpoint: WriteChapter = (facts) => ({
  lead: [
    'Ends all sessions of the member with this client, the one of the token among them. There are no parameters; the answer is status 200 without a body.',
    example(
      'revoke.client',
      postRequest(facts, iracingPaths.revokeClient, {}, { withToken: true }),
      200,
    ),
  ],
});

/** Chapter 15. */
export const iracingProfileEndpoint: WriteChapter = (facts) => ({
  lead: [
    'Who the member is. The token needs the scope `iracing.profile`; there are no parameters.',
    example('profile', getRequest(facts, iracingPaths.profile), 200, sampleProfile),
    table(
      ['Field', 'Form', 'What it is'],
      [
        ['`iracing_name`', 'text', 'The name that the member shows. It can change.'],
        [
          '`iracing_cust_id`',
          'number',
          'The customer number. It never changes, and is what to store.',
        ],
      ],
    ),
    'A token that has only `iracing.auth` is refused: [insufficient_scope](error_insufficient_scope).',
  ],
});
