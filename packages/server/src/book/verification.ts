import { backupCodeCount } from '../domain/member/backup-code.ts';
import { impersonationLifetimeSeconds } from '../domain/member/impersonation.ts';
import { secondFactorTriesPerMinute } from '../domain/member/second-factor-limit.ts';
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
          `a second factor: a code of an authenticator app, a passkey, or one of ${backupCodeCount} backup codes`,
          'the member has [switched it on](/account/security), and has not asked this browser to skip it',
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
        `A browser stays known for ${durationWords(rememberedBrowserLifetimeSeconds)}, and is unknown again when the password changes, when the second factor is switched on or off, or when the member [forgets it](/account/security).`,
        'The member may ask that a browser skips the second factor for as long.',
        '`prompt=verify` at [](authorize_endpoint) looks at none of this: everything is asked, and then every remembered browser of the member is forgotten but this one.',
        '`forget_browser=true` at [](revoke_current_endpoint) forgets the browser in which the session began.',
      ),
    ),
    section(
      'codes',
      'Codes',
      list(
        `A mailed code has six digits, works once, for ${durationWords(browserCodeLifetimeSeconds)}, and may be tried ${browserCodeTriesMax} times.`,
        `A code of an authenticator app, and each backup code, is accepted once. ${secondFactorTriesPerMinute} tries a minute are looked at; after many wrong ones the account has to wait.`,
      ),
    ),
    section(
      'sessions',
      'Sessions',
      list(
        'Switching the second factor on or off, a new password and a new address end all sessions of the member: refreshes are [invalid_grant](error_invalid_grant), and the member signs in again.',
        '`password_limited` asks for no second factor; that is why it wants the member’s [confirmation](password_limited_flow#conditions).',
        `Staff who help a member may act for them, for ${durationWords(impersonationLifetimeSeconds)} at most. Such sessions say so: see \`impersonated\` in [](sessions_endpoint#fields).`,
      ),
    ),
  ],
});
