import { rowsOf } from './row.ts';
import type { BookRow } from './row.ts';

/** Chapter 14.5: the second factor and remembered browsers. */
export const verificationRows: readonly BookRow[] = [
  ...rowsOf('14.5', [
    ['an authenticator app', 'book 14.5 a first authenticator app switches the second factor on'],
    ['backup codes', 'book 14.5 a set has ten backup codes, all different'],
    [
      'switching it on or off ends every login, with a mail',
      'book 14.5 switching the second factor on ends every session, login and remembered browser',
    ],
    [
      'a remembered browser is not asked',
      'book 14.5 a remembered browser is asked for no second factor for 90 days',
    ],
    [
      '`prompt=verify` ignores and forgets',
      'S193 book 14.5 prompt=verify takes no mark for granted and forgets every remembered browser',
    ],
    [
      '`forget_browser=true` forgets',
      'book 14.2 forget_browser=true forgets the browser from which the session came',
    ],
    [
      '`password_limited` is not asked: fenced',
      'S105 book 4.2 a confirmation holds 180 days',
      '0025',
    ],
    [
      'name and life of the mark: decided',
      'book 14.5 a remembered browser is asked for no second factor for 90 days',
      '0022',
    ],
  ]),
];

/** Chapters 17 and 18. */
export const lastRows: readonly BookRow[] = [
  ...rowsOf('17', [
    ['a report names the `x-request-id`: decided', 'S223 every answer has one of its own', '0026'],
  ]),
  ...rowsOf('18', [
    ['release notes: decided', 'book 18 has a section for each version of the changelog', '0026'],
  ]),
];
