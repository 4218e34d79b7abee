import { endUserScopes } from '../domain/client/client-role.ts';
import type { ClientType } from '../domain/client/client.ts';
import { list, listedCode, note, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';

const typeRows: Readonly<
  Record<ClientType, readonly [kind: string, secret: string, pkce: string]>
> = {
  'server-side': ['confidential', 'issued, and demanded at `/token`', 'recommended'],
  'single-page-app': ['public', 'never', 'required'],
  mobile: ['public', 'never', 'required'],
  native: ['public', 'never', 'required'],
};

/** Chapter 5. */
export const clientTypesOverview: WriteChapter = () => ({
  lead: [
    'A secret that is inside a program that people have is no secret. Hence two kinds of client:',
    list(
      '**Confidential** clients run on a server of their developer’s and prove who they are by their secret.',
      '**Public** clients run in the hands of others. They get no secret; what identifies them is that the browser comes back to a redirect URI which only they receive, and that only whoever began the sign-in knows the verifier.',
    ),
    table(
      ['Type', 'Kind', 'Secret', 'PKCE', 'Grants'],
      Object.entries(typeRows).map(([type, [kind, secret, pkce]]) => [
        `\`${type}\``,
        kind,
        secret,
        pkce,
        kind === 'confidential'
          ? '`authorization_code`, `refresh_token`; `password_limited` where staff allowed it'
          : '`authorization_code`, `refresh_token`',
      ]),
    ),
  ],
  sections: [
    section(
      'rules',
      'Rules',
      list(
        'A client that has a secret must send it with every request to `/token`. A client that has none must send none: a request with one is refused.',
        'The type cannot be changed. Register another client instead.',
        'Two programs are two clients. A page and its server part that share a `client_id` share what befalls it.',
        'Refresh tokens of public clients are single-use like all others; that is what protects them.',
      ),
      note(
        'What to do with a secret that has got out: have it replaced. See [](client_registration#what-is-issued).',
      ),
    ),
  ],
});

/** Chapter 6. */
export const clientRolesOverview: WriteChapter = () => ({
  lead: [
    'A role says whom a client is there for. No parameter and no answer names it.',
    table(
      ['Role', 'In a registration', 'What it is', 'Sessions'],
      [
        [
          'End-user support',
          '`end_user_support`',
          'Members sign in to it: identity verification, or data of their own.',
          'hundreds or thousands at a time',
        ],
        [
          'Internal support',
          '`internal_support`',
          'It reads what every member may see: schedules, official results.',
          'few, often one',
        ],
      ],
    ),
  ],
  sections: [
    section(
      'rules',
      'Rules',
      list(
        'A client that names no role is for end-user support.',
        `One that is for internal support alone lets in staff and the members on its list; everybody else comes back with [access_denied](error_access_denied). It has no use for ${listedCode(endUserScopes)} and may not be registered for it.`,
        'One client may have both roles. Two clients are better: what one does can then be seen, limited and ended without the other. A second `client_id` costs nothing.',
      ),
    ),
  ],
});
