import { oauthErrorCodes } from '@pitpass/protocol';
import type { OAuthErrorCode } from '@pitpass/protocol';

import { iracingErrorTable } from '../dialect/iracing/error-table.ts';
import { iracingErrorPath } from '../dialect/iracing/paths.ts';
import { findTrackmaniaErrorAnswers } from '../dialect/trackmania/error-reference.ts';
import type { BookSection } from '../pages/book-content.ts';
import { errorReferenceTexts } from '../pages/error-texts.ts';
import { code, list, note, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';
import { errorCauses } from './error-causes.ts';

const statusOf = (error: OAuthErrorCode): string => {
  const { status, status_reason } = iracingErrorTable[error];
  return `${status} ${status_reason}`;
};

const faultSection = section(
  'faults',
  'Making it fail on purpose',
  'This instance is local, so that you can see what your app does when things go wrong: limits, refusals, slow and broken answers, maintenance. The [start page](/) says which faults are on.',
  code('npx pitpass fault --help\nnpx pitpass fault add maintenance\nnpx pitpass fault clear'),
);

/** Chapter 16. */
export const errors: WriteChapter = ({ origin, settings }) => ({
  lead: [
    'Every error has one of twelve codes. They are listed here for both dialects; the statuses are those of iRacing’s, and the page of each code says what Trackmania’s sends instead.',
    table(
      ['error', 'Status (iRacing)', 'When it is sent'],
      oauthErrorCodes.map((error) => [
        `[${error}](error_${error})`,
        statusOf(error),
        errorReferenceTexts[error]?.when ?? '',
      ]),
    ),
  ],
  sections: [
    section(
      'json',
      'As JSON',
      'To a program, and to a browser as long as it is not certain which app sent it.',
      code(
        JSON.stringify(
          {
            status: 400,
            status_reason: 'Bad Request',
            error: 'invalid_request',
            error_description: 'redirect_uri missing',
            error_uri: origin + iracingErrorPath('invalid_request'),
          },
          null,
          2,
        ),
      ),
      list(
        '`status` is the status of the answer, and `status_reason` its words. `invalid_client` has 403 with the reason of 401: so it is in the original, and so it is here.',
        '`error_description` is constant ASCII text for developers. It never repeats what was sent.',
        '`error_uri` leads to the page of the code in this guide.',
        'Calls with a token answer a refusal with `WWW-Authenticate: Bearer …` as well.',
        'Where there is something to wait for, `Retry-After` says how many seconds.',
      ),
    ),
    section(
      'redirect',
      'As a redirect',
      'Once `client_id` and `redirect_uri` are known to be right, `/authorize` sends errors to the app: `error`, `error_description`, `error_uri` and, if there was one, `state` are added to the query.',
      code(
        `HTTP/1.1 302 Found\nLocation: https://app.example/callback?error=access_denied&error_description=…&error_uri=…&state=n7Qe2`,
      ),
      note('Compare the `state` here too before you believe it.'),
    ),
    section(
      'what-to-do',
      'What a program does',
      table(
        ['Error', 'Do'],
        [
          ['`invalid_token`, `access_denied` at a call', 'refresh once, then sign in again'],
          ['`invalid_grant`', 'forget code or token, sign in again'],
          ['`unauthorized_client` with `Retry-After`', 'wait that long'],
          [
            '`temporarily_unavailable`, `server_error`, no answer at all',
            'try again with growing pauses',
          ],
          ['everything else', 'stop and tell your developer: trying again changes nothing'],
        ],
      ),
    ),
    ...(settings.isLocal ? [faultSection] : []),
  ],
});

function trackmaniaSection(error: OAuthErrorCode): BookSection {
  const answers = findTrackmaniaErrorAnswers(error);
  const secrets = 'Secrets are sent as they are, never masked.';
  if (answers.length === 0) {
    return section(
      'trackmania',
      'In Trackmania’s dialect',
      'Its endpoints do not send this code. The routes under /api refuse a token in a form of their own, which their documentation shows.',
      secrets,
    );
  }
  return section(
    'trackmania',
    'In Trackmania’s dialect',
    'Status and error depend on the version of the library that is set. There is no `error_uri`; `hint` says more, and version 8 repeats `error_description` as `message`.',
    table(
      ['Version 8', 'Version 9', 'hint'],
      answers.map(({ answers: rows, hints }) => [
        `\`${rows['league-8']}\``,
        `\`${rows['league-9']}\``,
        hints.length === 0 ? 'none' : hints.join(' · '),
      ]),
    ),
    secrets,
  );
}

/** Chapters 16.1 to 16.12: one code each. */
export function errorChapter(error: OAuthErrorCode): WriteChapter {
  return () => ({
    lead: [
      `**${statusOf(error)}** in iRacing’s dialect. ${errorReferenceTexts[error]?.when ?? ''}`,
    ],
    sections: [
      section(
        'causes',
        'Causes and cures',
        table(
          ['error_description', 'Cause', 'Cure'],
          errorCauses[error].map(({ descriptions, cause, cure }) => [
            descriptions.map((description) => `\`${description}\``).join(' · '),
            cause,
            cure,
          ]),
        ),
        '… stands for a name or a number.',
      ),
      section('todo', 'What to do', errorReferenceTexts[error]?.what_to_do ?? ''),
      trackmaniaSection(error),
      section(
        'help',
        'Still not clear?',
        'Each answer carries an `x-request-id` header. Name it when you [report](reporting_issues) a problem.',
      ),
    ],
  });
}
