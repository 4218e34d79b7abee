import { html } from './html.ts';
import type { Html } from './html.ts';

/** A text of the member's own or of a developer, already isolated and cut. */
type Shown = Html | string;

/** What the page says on which members confirm apps that sign in with their password. */
export const confirmAppTexts = {
  title: 'Apps that sign in with your password',
  lead: 'The people who run this service set these apps up to sign in for you with your password alone, without a second step. Such an app runs by itself, with nobody at the screen.',
  rule: (lifetime: string): string =>
    `Each of them is refused until you confirm it. A confirmation ends after ${lifetime}, and when you switch on a second step later.`,
  none: 'There are none.',
  noneNext: 'Nothing that you have to do. When an app is set up for you, you get a mail.',
  waiting: 'Not confirmed: it is refused.',
  confirmed: (since: Html, until: Html): Html => html`Confirmed ${since}. It ends ${until}.`,
  expired: 'Your confirmation has ended: it is refused.',
  meaning: (app: Shown): Html =>
    html`Confirm it only if you run ${app}, or know who does and gave them your password. Whoever
    has the app’s secret and your password gets in without your second step.`,
  confirm: (app: Shown): Html => html`Let ${app} in without a second step`,
  renew: 'Confirm it again',
  confirming: 'Confirming…',
  withdraw: (app: Shown): Html => html`Take it back from ${app}`,
  withdrawing: 'Taking it back…',
  done: {
    confirmed: 'It is confirmed. A mail tells you so.',
    withdrawn: 'It is taken back, and what the app had open has ended.',
  },
  link: 'Apps that sign in with your password',
} as const;

/** What the page says on which members read what happened in their account. */
export const activityTexts = {
  title: 'Activity',
  lead: 'What happened in your account, newest first. If something of it was not you, set a new password: every app and every browser is then signed out.',
  password: 'Set a new password',
  none: 'Nothing has happened yet.',
  when: 'When',
  what: 'What',
  from: 'From',
  refused: 'refused',
  byStaff: 'by support staff',
  byOperator: 'by the people who run this service',
  goneApp: 'an app that is gone',
  someApp: 'an app',
  older: 'Older',
  newest: 'Newest',
  pages: 'Pages of your activity',
} as const;

/** What the page says on which staff act for members. */
export const actAsTexts = {
  title: 'Act for a member',
  lead: 'You get into apps as the member, where the member let them in before. You cannot change the account, its password, its second step or what was allowed. The member gets a mail with your reason, and it ends after an hour.',
  username: 'E-mail address of the member',
  note: 'Reason',
  noteHint:
    'The member reads it. At least 10 characters, such as “Ticket 4711: the app shows no laps”.',
  start: 'Act for this member',
  starting: 'Starting…',
  acting: (member: Shown): Html => html`You act for ${member}`,
  actingSentence:
    'In this browser, apps that ask to sign in get the member. Pages of this service stay your own.',
  reason: 'Reason',
  until: 'Ends',
  end: 'Stop acting',
  ending: 'Ending…',
  ended: 'You act for nobody any more, and what you had open as the member has ended.',
  noSecondFactor: 'Switch on a second step first: nobody acts for a member with a password alone.',
  security: 'Open your security page',
} as const;

/** What the account page says while staff act for the member. */
export const actingTexts = {
  title: 'Support staff act for you',
  sentence:
    'Somebody who works for this service uses apps in your name. They cannot change your account.',
  reason: 'Their reason',
  since: 'Began',
  until: 'Ends',
  end: 'End it now',
  ending: 'Ending…',
} as const;
