import { idleDaysDisabled, idleDaysTold } from '../domain/client/client-idleness.ts';
import { list, listed, section, table } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';

/** Chapter 8. */
export const clientInactivity: WriteChapter = () => ({
  lead: [
    `A client that nobody uses is a door that nobody watches. After ${idleDaysDisabled} days without use it is disabled.`,
    table(
      ['Days without use', 'What happens'],
      [
        ...idleDaysTold.map((days) => [`${days}`, 'a mail to the developer’s e-mail address']),
        [
          `${idleDaysDisabled}`,
          'the client is disabled, its sessions end, and a last mail says so',
        ],
      ],
    ),
  ],
  sections: [
    section(
      'use',
      'What counts as use',
      list(
        'a request to `/token` in which the client proved who it is by its secret;',
        'for a public client, tokens that it was given: its `client_id` alone could come from anybody.',
      ),
      `Any use begins the count anew, so that after a use the next mail comes in ${listed(
        idleDaysTold.slice(0, 1).map(String),
      )} days at the earliest.`,
    ),
    section(
      'disabled',
      'When it is disabled',
      'A disabled client gets no tokens: `/authorize` and `/token` answer [unauthorized_client](error_unauthorized_client) with “client is disabled”. What it had been given before is over.',
      'A client that was disabled for want of use is enabled again by its owner, under [own apps](/manager); one that staff disabled, by staff. Clients that stay disabled may be deleted.',
    ),
  ],
});
