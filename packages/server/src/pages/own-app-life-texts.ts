import { html } from './html.ts';
import type { Html } from './html.ts';
import type { ErrorMessage } from './texts.ts';

/** A text of the developer's own, already isolated and cut. */
type Shown = Html | string;

const types = {
  'server-side': 'Server-side: it runs on a server of yours and keeps a secret',
  'single-page-app': 'Single-page app: it runs in the browser',
  mobile: 'Mobile: it runs on a telephone',
  native: 'Native: it runs on a computer',
} as const;

const roles = {
  end_user_support: 'End-user support: members sign in to it',
  internal_support: 'Internal support: only the people who run this service use it',
} as const;

const states = {
  requested: 'Waits for its review',
  refused: 'Not approved',
  active: 'In use',
  disabled: 'Disabled',
} as const;

const state = {
  title: 'State',
  since: 'Requested',
  due: 'Review due by',
  requested: 'Nobody can use the app yet. You get a mail as soon as it was looked at.',
  refused: 'The app was not approved. The reason:',
  refusedNext: 'Request it again with what was wanting, and delete this one.',
  disabledAsIdle:
    'Nobody used the app for 180 days, so it was disabled. It gets no tokens until you enable it again.',
  disabledByStaff:
    'The people who run this service disabled the app. The reason stands in the mail that you got; only they can enable it.',
  enable: 'Enable the app again',
  enabling: 'Enabling…',
  lastUse: 'Last use',
  never: 'never',
  behind: 'Uses are noted up to an hour late.',
};

const secrets = {
  title: 'Secret',
  sentence:
    'Nobody can show you the secret again. Replace it if you lost it, or if somebody else may know it.',
  waiting: (until: Shown): Html =>
    html`A link to the secret is in the mail that you got; it works once and ends ${until}. If you
    have lost it, make a new secret here.`,
  add: 'Add a second secret',
  adding: 'Adding…',
  addSentence:
    'For an app that must not stop: the new secret is shown to you a single time, and the one in use now works for another day beside it.',
  old: 'There are two secrets now. The old one ends',
  oldUse: 'The old one was last used',
  newUse: 'The new one was last used',
  end: 'End the old secret now',
  ending: 'Ending…',
  added: 'The second secret',
};

const request = {
  title: 'Request an app',
  sentence:
    'For apps of members’ racing data. Somebody looks at every request, within ten days; you get a mail when it was decided.',
  link: 'Request an app for racing data',
  name: 'Name',
  nameHint: 'Members see it. It must not be made of the name of the game or of another app.',
  type: 'What kind of program is it?',
  access: 'How does it get its tokens?',
  authorizationCode: 'Members sign in with the browser (authorization_code)',
  passwordLimited:
    'A program of yours signs you in with your password (password_limited); for server-side apps',
  developerName: 'Developer’s name',
  developerUrl: 'Developer’s address on the web',
  developerHint: 'Members see it. An app that uses password_limited alone needs none.',
  email: 'Developer’s e-mail address',
  emailHint: 'The address of your account. Members see it, and mails about the app go there.',
  redirectUris: 'Redirect URIs',
  redirectUrisHint:
    'One a line, at most 20, with three slashes and no fragment. An authorization request must name one of them, byte for byte. An app that uses password_limited alone needs none.',
  corsOrigins: 'Origins of pages that call the service (optional)',
  corsOriginsHint: 'One a line, such as https://app.example. Single-page apps need theirs.',
  uses: 'What does it use?',
  audience: 'The data of /data (audience data-server)',
  audienceHint: 'Without it the app can ask who a member is, and nothing else.',
  submit: 'Request the app',
  submitting: 'Requesting…',
  changes:
    'To change an app that was approved, write to the people who run this service, or request another one.',
  withdraw: (name: Shown): Html => html`Withdraw ${name}`,
  withdrawLoss: 'The request is deleted. Nobody will look at it.',
  asked: 'What you asked for',
  take: (name: Shown): Html => html`Take ${name} off your list`,
  takeLoss: 'The request and the reason are deleted.',
  open: (name: Shown): Html => html`Open ${name}`,
};

const link = {
  title: 'The secret of your app',
  ask: (name: Shown): Html =>
    html`Press the button to make the secret of <strong>${name}</strong> and show it on this screen.
      It is shown a single time, and this link does not work again.`,
  ready: 'Have the place at hand where your app keeps its secret.',
  submit: 'Show the secret',
  submitting: 'Making it…',
  shownTitle: 'Copy the secret now',
  once: 'It is shown this once; nobody can show it to you again.',
  keep: 'Keep it on your server, never in a page, a program that you hand out, or a repository.',
  masked: (href: string): Html => html`Send it masked, as <a href="${href}">the guide</a> says.`,
  apps: 'Open your apps',
};

const staff = {
  title: 'Requests for apps',
  sentence: 'Apps that members asked for. Approve or refuse each within ten days.',
  none: 'No request waits.',
  noneNext: 'When a member asks for an app, it stands here.',
  age: 'Waits since',
  due: 'Due by',
  overdue: 'overdue',
  by: 'Asked by',
  unknown: 'an account that is gone',
  lookAt: 'Look at this:',
  approve: (name: Shown): Html => html`Approve ${name}`,
  approving: 'Approving…',
  reason: 'Reason',
  reasonHint: 'The developer reads it, up to 500 characters.',
  reasonMissing: 'Say why, in up to 500 characters; the developer reads it.',
  refuse: (name: Shown): Html => html`Refuse ${name}`,
  refusing: 'Refusing…',
  approved: 'The app is approved. Its developer gets a mail.',
  refused: 'The request is refused. Its developer gets a mail with your reason.',
};

const facts = {
  type: 'Type',
  grants: 'Grants',
  scopes: 'Scopes',
  audiences: 'Audiences',
  roles: 'Roles',
  redirectUris: 'Redirect URIs',
  corsOrigins: 'Origins',
  developer: 'Developer',
  nothing: 'none',
};

const errors = {
  linkGone: {
    what: 'This link does not show a secret any more.',
    why: 'It works once and for one day, and a newer link takes the place of an older one.',
    todo: 'Open your apps and make a new secret there. If you did not use the link yourself, do so now.',
    onwards: 'Open your apps',
  },
  notStanding: {
    what: 'Nothing was changed.',
    why: 'The app is no longer in the state in which this page showed it.',
    todo: 'Open it in your list and look again.',
  },
  decided: {
    what: 'Nothing was changed.',
    why: 'Somebody else decided about this request, or its developer changed or withdrew it.',
    todo: 'Open the list of requests again.',
  },
} as const satisfies Readonly<Record<string, ErrorMessage>>;

/** Every text about an app's life, in English: its request, review, secrets and end. */
export const ownAppLifeTexts = {
  types,
  roles,
  states,
  state,
  secrets,
  request,
  link,
  staff,
  facts,
  errors,
} as const;
