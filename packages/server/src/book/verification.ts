import { browserCodeLifetimeSeconds, browserCodeTriesMax } from '../domain/session/browser-code.ts';
import { rememberedBrowserLifetimeSeconds } from '../domain/session/remembered-browser.ts';
import { durationWords } from '../pages/time-words.ts';
import { list, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';

/** Chapter 14.5: what a sign-in may take beside the password. */
export const verification: WriteChapter = ({ settings }) => ({
  lead: [
    'A password is not all that a sign-in may take. An app sees none of this: it sends the browser to [](authorize_endpoint), and the browser comes back when the member is done.',
    table(
      ['What is asked', 'When'],
      [
        [
          'a second factor: a code of an authenticator app, a passkey, or one of ten backup codes',
          'the member has switched it on, and has not asked this browser to skip it',
        ],
        [
          'a code that is mailed',
          settings.unknownBrowser === 'mail'
            ? 'the browser is not known here, and no second factor was asked'
            : 'never: this instance has it switched off',
        ],
      ],
    ),
  ],
  sections: [
    section(
      'browsers',
      'Browsers that are known',
      list(
        `A browser stays known for ${durationWords(rememberedBrowserLifetimeSeconds)}, and is unknown again when the password changes or the member forgets it on the [account page](/account).`,
        'The member may ask that a browser skips the second factor for as long.',
        '`prompt=verify` at [](authorize_endpoint) looks at none of this: everything is asked, and the browser is forgotten.',
        '`forget_browser=true` at [](revoke_current_endpoint) forgets the browser in which the session began.',
      ),
    ),
    section(
      'codes',
      'Codes',
      list(
        `A mailed code has six digits, works once, for ${durationWords(browserCodeLifetimeSeconds)}, and may be tried ${browserCodeTriesMax} times.`,
        'A code of an authenticator app, and each backup code, is accepted once.',
      ),
    ),
    section(
      'sessions',
      'Sessions',
      list(
        'Switching the second factor on or off, and a new password, end all sessions of the member: refreshes are [invalid_grant](error_invalid_grant), and the member signs in again.',
        '`password_limited` asks for no second factor; see [](password_limited_flow).',
      ),
    ),
  ],
});
