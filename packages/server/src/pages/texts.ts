import { html } from './html.ts';
import type { Html } from './html.ts';

/** A text of the reader's own or of a developer, already isolated and cut. */
type Shown = Html | string;

/** What {@link ErrorMessage} pages say, in this order: what happened, why, what to do. */
export interface ErrorMessage {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  /** What the link onwards is called, where it leads on rather than back to try again. */
  readonly onwards?: string;
}

const shared = {
  showWhole: 'Show all of it',
  wholeHeader: 'What the program says of itself',
  browserOn: (browser: string, system: string): string => `${browser} on ${system}`,
  skip: 'Skip to the content',
  language: 'English',
  help: 'Help',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signingOut: 'Signing out…',
  signedInAs: (name: Shown): Html => html`Signed in as ${name}`,
};

const notices = {
  local: 'Local development service',
};

const login = {
  title: 'Sign in',
  continueTo: (app: Shown): Html => html`to continue to ${app}`,
  username: 'E-mail address',
  password: 'Password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  wrong: 'That e-mail address and password do not belong together. Check both and try again.',
  throttled: (wait: string): string =>
    `You cannot sign in right now. There were too many tries. Wait ${wait}, then try again.`,
  busy: 'You are not signed in yet. Too many people are signing in at this moment. Try again in a few seconds.',
  expired: 'That sign-in page has expired. It works for 15 minutes. Sign in again.',
  confirm: 'Before this change, sign in once more. Nothing has been changed yet.',
  passwordStays: (app: Shown): Html => html`${app} will not see your password.`,
};

const consent = {
  title: (app: string): string => `Allow ${app}?`,
  wants: 'wants to use your account',
  by: 'by',
  unnamedDeveloper: 'a developer who gave no name',
  reviewed: 'reviewed',
  unreviewed: 'not reviewed',
  internal: 'for the people who run this service',
  unreviewedWarning:
    'Nobody has reviewed this app. Allow it only if you know who made it and you have just started it yourself.',
  able: 'It will be able to',
  not: 'It will not see your password, and cannot change anything.',
  notPassword: 'It will not see your password.',
  audience: (words: string): string => `It reaches ${words}, and nothing else.`,
  untilIdle: (idle: string): string => `Until you end it, or ${idle} without use.`,
  fixed: (length: string): string => `For ${length}, then it has to ask again.`,
  return: 'You will return to',
  destinations: {
    site: (address: Html): Html => address,
    computer: (address: Html): Html => html`an app on this computer (${address})`,
    app: (address: Html): Html => html`the app that opens ${address}`,
  },
  deny: 'Deny',
  allow: 'Allow',
  denying: 'Denying…',
  allowing: 'Allowing…',
  end: 'You can end this at any time in your account.',
  notYou: 'Not you?',
  wholeName: 'Show the whole name',
  wholeDeveloper: 'Show the developer in full',
  wholeAddress: 'Show the whole address',
  asksAgain: {
    public:
      'You allowed this app before. It runs on your own device, where we cannot tell it from a copy, so you are asked each time.',
    changed: 'You allowed this app before. It has changed since then, so you are asked again.',
    more: 'You allowed this app before. It now asks for more than you allowed.',
  },
};

/** What each scope lets an app do, as the end of "It will be able to …". */
const scopes: Readonly<Record<string, string>> = {
  'iracing.auth': 'read your race results, statistics and sessions',
  'iracing.profile': 'see your name and customer number',
  clubs: 'see the clubs that you run',
  read_favorite: 'see your favourite maps and your records',
  write_favorite: 'add and remove favourite maps of yours',
};

/** What an app of a dialect can do whatever scope it has. */
const identity: Readonly<Record<string, string>> = {
  trackmania: 'see your name and account id',
};

const unknownScope = (scope: Html): Html => html`use the permission ${scope}`;

/** What each audience is, as the object of "It reaches …". */
const audiences: Readonly<Record<string, string>> = {
  'data-server': 'your iRacing-dialect data',
};

const account = {
  title: 'Your account',
  customer: (id: number): string => `Customer number ${id}`,
  accountId: (id: string): string => `Account id ${id}`,
  apps: 'Apps you let in',
  appsSentence:
    'Each of these apps can do what you allowed, until you end its access or it has not been used for a while.',
  none: 'You have not let in any app yet.',
  noneNext:
    'Open an app that works with your account and choose “Sign in” there. You will be asked here before it gets anything, and it will then appear on this page.',
  by: 'by',
  can: 'It can',
  allowedSince: 'Allowed since',
  knownSince: 'First sign-in',
  lastActivity: 'Last used',
  never: 'not yet',
  noConsent:
    'You did not allow this app on a page of ours: it was given your password. To keep it out for good, end its access, take back your confirmation under “Apps that sign in with your password”, and change your password.',
  noSessions: 'It is not signed in at the moment. It can come back without asking you again.',
  sessions: (count: number): string =>
    count === 1 ? '1 sign-in of this app' : `${count} sign-ins of this app`,
  sessionsOf: (app: Shown): Html => html`Sign-ins of ${app}`,
  started: 'Started',
  from: 'Last seen from',
  ends: 'Ends',
  action: 'Action',
  grantTypes: {
    authorization_code: 'signed in here, with your approval',
    password_limited: 'signed in with your password, without a second step',
  } as Readonly<Record<string, string>>,
  unknownAgent: 'unknown program',
  byStaff: 'Support staff acted for you:',
  actingEnded: 'Support staff act for you no more, and what they had open has ended.',
  endSession: 'End this sign-in',
  endSessionOf: (app: Shown): Html => html` of ${app}`,
  endAccess: (app: Shown): Html => html`End access for ${app}`,
  ending: 'Ending…',
  forget: (app: Shown): Html => html`Forget ${app}`,
  forgetLoss: (app: Shown, count: number): Html =>
    html`This ends
    ${count === 0 ? 'its access' : count === 1 ? 'its sign-in' : `its ${count} sign-ins`} and takes
    back your permission: ${app} has to ask you before it can come back. What it has already read
    stays with its developer.`,
  forgetting: 'Forgetting…',
  ownApps: 'Do you build apps yourself?',
  ownAppsLink: 'Register and manage them',
  endAll: 'End access for all apps',
  endAllSentence: 'Lost a device, or not sure who has your data? End everything at once.',
  endAllLoss: (apps: number, sessions: number): string =>
    `This ends ${sessions === 1 ? '1 sign-in' : `${sessions} sign-ins`} of ${apps === 1 ? '1 app' : `${apps} apps`}. You stay signed in on this page, and what you allowed is remembered: an app can come back when you sign in to it again.`,
  ended: (app: Shown): Html => html`Access for ${app} has ended.`,
  forgotten: (app: Shown): Html => html`${app} is forgotten. It has to ask you again.`,
  sessionEnded: (app: Shown): Html => html`One sign-in of ${app} has ended.`,
  allEnded: 'Access for all apps has ended.',
};

const signedOut = {
  title: 'You are signed out',
  sentence:
    'You are signed out of this browser. Apps you let in keep their access; you can end it in your account.',
  again: 'Sign in again',
  askTitle: 'Sign out?',
  askSentence: 'This signs you out of this browser. Apps you let in keep their access.',
  stay: 'Stay signed in',
};

const error = {
  why: 'Why',
  todo: 'What to do',
  requestId: 'Request id',
  requestIdSentence: 'If you ask somebody for help, give them this.',
  developers: 'For the developer of the app',
  code: 'error',
  description: 'error_description',
  explanation: 'What this error means',
  tryAgain: 'Try again',
};

const start = {
  title: 'The service is running',
  sentence: (issuer: Shown): Html =>
    html`This is an authorization service and a data API for building and testing racing apps on
    your own computer. It runs at ${issuer}, with made-up members and races.`,
  links: 'Where to go',
  pitWall: 'Pit Wall',
  pitWallSentence: 'the demo app: sign in, look at races, end its access',
  account: 'Your account',
  accountSentence: 'what a member sees: the apps let in, details, security and what happened',
  ownApps: 'Your own apps',
  ownAppsSentence: 'register an app for the Trackmania API, or request one for racing data',
  mailbox: 'Mailbox',
  mailboxSentence: 'every mail that the service would send, with its codes and links',
  dataDoc: 'The data API',
  dataDocSentence: 'its list of methods; needs an access token',
  trackmaniaDoc: 'The Trackmania routes',
  trackmaniaDocSentence: 'each with its scope, parameters and an example; also as OpenAPI',
  guide: 'Guide for developers',
  guideSentence: 'every flow, endpoint and error, with requests that work here',
  members: 'Demo logins',
  membersSentence: 'They exist on this computer only and are random for each data directory.',
  noMembers:
    'There are no demo logins in this data directory. Start with an empty one to get some.',
  member: 'Member',
  username: 'E-mail address',
  password: 'Password',
  customer: 'Customer number',
  curl: 'First token from the command line',
  curlSentence: 'Paste this into a terminal. It works as it stands.',
  trackmaniaCurlSentence:
    'This one gets a token of the Trackmania dialect, for an app and without a member:',
  faults: 'Faults',
  faultsSentence: 'These were switched on to see what an app does when things go wrong:',
  noFaults: 'All is well. Make the service fail on demand, to see what your app does when it does:',
  faultCommand: 'pitpass fault add maintenance\npitpass fault --help',
  clearFaults: 'Switch all of them off',
  clearFaultsBusy: 'Switching off…',
};

/** Every text of the pages, in English. A page holds no words of its own. */
export const texts = {
  shared,
  notices,
  login,
  consent,
  scopes,
  identity,
  unknownScope,
  audiences,
  account,
  signedOut,
  error,
  start,
} as const;
