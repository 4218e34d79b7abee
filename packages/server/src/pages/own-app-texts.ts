import { html } from './html.ts';
import type { Html } from './html.ts';
import type { ErrorMessage } from './texts.ts';

/** A text of the developer's own, already isolated and cut. */
type Shown = Html | string;

const shared = {
  all: 'All your apps',
  identifier: 'Identifier',
  secret: 'Secret',
  confidential: 'Confidential: it has a secret',
  public: 'Not confidential: it has no secret',
  created: 'Registered',
  dialects: { iracing: 'for racing data', trackmania: 'for the Trackmania API' },
};

const list = {
  title: 'Your apps',
  sentence:
    'Apps that you develop. One for the Trackmania API is registered and works at once; one for racing data is requested, and somebody looks at it first.',
  none: 'You have not registered any app yet.',
  noneNext:
    'Register one to get its identifier and its secret at once. You need its name, and the address to which members come back after they have signed in.',
  create: 'Register an app',
  limit: (count: number): string =>
    `You have ${count} apps, which is the most that a member can have. Delete one to register another.`,
  edit: (app: Shown): Html => html`Change ${app}`,
  redirectUris: 'Redirect URIs',
  noRedirectUris: 'none: no browser comes back to it',
  redirectUriCount: (count: number): string => String(count),
  deleted: 'The app is deleted. Its sessions have ended.',
};

const form = {
  createTitle: 'Register an app',
  createSentence: 'The identifier and the secret are shown to you as soon as it is registered.',
  name: 'Name',
  nameHint: 'Members see it when the app asks to be let in.',
  homepage: 'Homepage (optional)',
  homepageHint: 'Members see it beside the app’s name.',
  description: 'Description (optional)',
  descriptionHint: 'What the app does, in up to 1,000 characters.',
  redirectUris: 'Redirect URIs',
  redirectUrisHint:
    'One a line, at most 20. An authorization request must name one of them, byte for byte. None are needed for an app that uses client credentials alone.',
  oneALine: 'Write each redirect URI on a line of its own, without commas.',
  confidential: 'Confidential',
  confidentialHint:
    'The app can keep a secret, because it runs on a server of yours. This cannot be changed later. Without it the app has no secret, must use PKCE and cannot use client credentials.',
  create: 'Register the app',
  creating: 'Registering…',
  save: 'Save changes',
  saving: 'Saving…',
  refused: (count: number): string =>
    count === 0
      ? 'Nothing was saved yet.'
      : count === 1
        ? 'Nothing was saved yet. One thing needs to be changed.'
        : `Nothing was saved yet. ${count} things need to be changed.`,
};

const app = {
  saved: 'Your changes are saved. Members who let the app in may be asked again.',
  settings: 'Settings',
  publicSentence: 'This app is not confidential. It has no secret and cannot get one.',
  rotate: 'Replace the secret',
  rotating: 'Replacing…',
  rotateLoss: (name: Shown): Html =>
    html`The secret that ${name} uses now stops working at once, and the new one is shown to you a
    single time. Members stay signed in.`,
  delete: (name: Shown): Html => html`Delete ${name}`,
  deleteTitle: 'Delete this app',
  deleteSentence: 'An app that is deleted cannot be brought back.',
  deleting: 'Deleting…',
  deleteLoss: (name: Shown): Html =>
    html`Its identifier and its secret stop working and every member is signed out of ${name}. What
    they allowed is forgotten.`,
};

const credentials = {
  createdTitle: 'Your app is registered',
  rotatedTitle: 'The secret is replaced',
  once: 'Copy the secret now. It is shown this once; nobody can show it to you again.',
  keep: 'Keep it on your server, never in a page, a program that you hand out, or a repository.',
  endpointsTitle: 'Where the app goes on',
  authorize: 'Members sign in',
  token: 'Tokens',
  documentation: 'The Trackmania routes',
  documentationSentence: 'each with its scope, parameters and an example',
  publicOnly: 'The app is not confidential: it has no secret.',
  next: (name: Shown): Html => html`Go on to ${name}`,
};

const errors = {
  overtaken: {
    what: 'The secret was not replaced again.',
    why: 'It was replaced already, after the page with this button had been opened. The secret that was shown then is good.',
    todo: 'Use that secret. If you did not copy it, open the app in your list and replace it once more.',
  },
  noSecret: {
    what: 'This app cannot have a secret.',
    why: 'It was registered as one that is not confidential, which cannot be changed.',
    todo: 'Register another app, and mark it as confidential.',
  },
} as const satisfies Readonly<Record<string, ErrorMessage>>;

/** Every text of the pages on which developers manage their apps, in English. */
export const ownAppTexts = { shared, list, form, app, credentials, errors } as const;
