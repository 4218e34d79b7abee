import { html } from './html.ts';
import type { Html } from './html.ts';
import type { ErrorMessage } from './texts.ts';

/** A text of the member's own, already isolated and cut. */
type Shown = Html | string;

/** What the pages around a member's account say beside their own content. */
export const accountTexts = {
  navigation: 'Account',
  rooms: {
    apps: 'Apps',
    details: 'Details',
    security: 'Security',
    activity: 'Activity',
    ownApps: 'Own apps',
  },
  fields: {
    username: 'E-mail address',
    display_name: 'Name',
    displayNameHint: 'Apps that you let in see it. It need not be your real name.',
    password: 'Password',
    newPassword: 'New password',
    passwordHint: 'At least 12 characters. A few words that nobody would put together do well.',
    presentPassword: 'Your password',
  },
  wrongPassword: 'That is not your password. Check it and try again.',
  throttled: (wait: string): string => `There were too many tries. Wait ${wait}, then try again.`,
  busy: 'Nothing was changed yet: too many people are here at this moment. Try again in a few seconds.',
  overtaken: 'Your account was changed at the same moment. Look at it and try again.',
} as const;

/** What the pages say that lead into an account: signing up, and a new password. */
export const entryTexts = {
  signUp: {
    title: 'Sign up',
    lead: (app: Shown): Html => html`to continue to ${app}`,
    submit: 'Sign up',
    submitting: 'Signing up…',
    haveAccount: 'You have an account?',
    signIn: 'Sign in',
    link: 'No account yet?',
    linkLabel: 'Sign up',
    closedTitle: 'Nobody can sign up here',
  },
  confirm: {
    title: 'Confirm your address',
    sentence: (address: Shown): Html =>
      html`This makes an account with the address ${address}, which you sign in with from now on.`,
    name: 'Name',
    submit: 'Create my account',
    submitting: 'Creating…',
    doneTitle: 'Your account is ready',
    done: (address: Shown): Html => html`Sign in with ${address} and the password that you chose.`,
    signIn: 'Sign in',
  },
  reset: {
    title: 'Choose a new password',
    lead: 'Give the e-mail address that you sign in with. We send a link to it with which you choose a new password.',
    required:
      'That password is right, and it has to be replaced before you can sign in. We send you a link to do so.',
    submit: 'Send me the link',
    submitting: 'Sending…',
    back: 'Back to sign-in',
    link: 'Forgot your password?',
    chooseTitle: 'Choose a new password',
    chooseLead:
      'Every app and every browser is signed out when you do. You then sign in with the new password.',
    choose: 'Set the new password',
    choosing: 'Setting…',
    doneTitle: 'Your password is changed',
    done: 'Every app and every browser was signed out. Sign in with the new password.',
    signIn: 'Sign in',
  },
  sent: {
    title: 'Look into your mailbox',
    signUp: (address: Shown): Html =>
      html`We have sent a mail to ${address}. Open the link in it to confirm that the address is
      yours. It works once, for a day.`,
    reset: (address: Shown): Html =>
      html`If there is an account with ${address}, a mail with a link is on its way there. It works
      once, for 30 minutes.`,
    nothing: 'Nothing there? Look among the unwanted mail, and whether the address is right.',
    mailbox: 'Open the mailbox of this service',
    again: 'Try another address',
  },
  address: {
    title: 'Confirm your new address',
    sentence: (name: Shown, address: Shown): Html =>
      html`From now on the account of ${name} is signed in to with ${address}, and with the password
      that it has. Every app and every browser is signed out when you confirm.`,
    submit: 'Confirm the address',
    submitting: 'Confirming…',
    doneTitle: 'Your address is changed',
    done: (address: Shown): Html =>
      html`Sign in with ${address} from now on. Your password is the same.`,
    signIn: 'Sign in',
  },
} as const;

/** What the page of a member's details says. */
export const detailsTexts = {
  title: 'Your details',
  saved: 'Saved.',
  passwordChanged:
    'Your password is changed. Every app and every other browser was signed out; this browser stays signed in.',
  addressSent: (address: Shown): Html =>
    html`A mail with a link is on its way to ${address}. Your address changes when you confirm it
    there.`,
  addressDropped: 'Your address stays as it is. The link that we sent does nothing any more.',
  name: 'Name shown to apps',
  nameSave: 'Save the name',
  saving: 'Saving…',
  address: 'E-mail address',
  addressSentence: (address: Shown): Html => html`You sign in with ${address}.`,
  addressHow:
    'We send a link to the new address, and a notice to the one you have. Every app and every browser is signed out once you have confirmed the new one.',
  addressNew: 'New e-mail address',
  addressChange: 'Change the address',
  addressChanging: 'Sending the link…',
  addressPending: (address: Shown, end: Html): Html =>
    html`${address} waits to be confirmed: open the link that we sent there. It ends ${end}.`,
  addressDrop: 'Keep the address I have',
  addressDropping: 'Keeping…',
  password: 'Password',
  passwordSentence:
    'Every app and every other browser is signed out when you change it. This browser stays signed in.',
  passwordChange: 'Change the password',
  passwordChanging: 'Changing…',
  data: 'Your data',
  dataSentence:
    'A copy of everything that is kept about you here, as one JSON file: account, apps, sign-ins, browsers and events.',
  export: 'Download a copy',
  deletion: 'Delete the account',
  deletionSentence: 'It goes at once and for good, with everything that is kept under it.',
  deletionLink: 'Delete my account…',
} as const;

/** What the pages say on which an account is deleted. */
export const deletionTexts = {
  title: 'Delete your account?',
  lead: 'This is done at once. Nobody can take it back, not even the staff.',
  lost: 'This is lost',
  account: (name: Shown, address: Shown): Html =>
    html`your account: the name ${name}, the address ${address}, your customer number and account id`,
  apps: (count: number): string =>
    count === 1 ? 'the access of the app that you let in' : `the access of ${count} apps`,
  sessions: (count: number): string =>
    count === 1 ? '1 sign-in of an app, which ends' : `${count} sign-ins of apps, which end`,
  browsers: 'every browser that is signed in or remembered, and your second step',
  favorites: 'your favourite maps',
  kept: 'This stays',
  keptEvents:
    'The audit trail: what was done, when, and from which network address and program, under an id that belongs to nobody any more.',
  keptApps: 'What apps have read before stays with their developers.',
  ownsTitle: 'You have apps of your own',
  owns: 'Delete them first: without your account nobody could answer for them.',
  ownApps: 'Open your apps',
  submit: 'Delete my account',
  submitting: 'Deleting…',
  stay: 'Keep my account',
  doneTitle: 'Your account is deleted',
  done: 'It is gone, and every app was signed out. We have sent you a mail that says so; it is the last one.',
} as const;

/** Why a link or a page around accounts does not do what was wanted. */
export const accountMessages = {
  linkGone: {
    what: 'This link does not work any more',
    why: 'It was used before, or its time is over, or another one took its place.',
    todo: 'If what it was for has not been done, ask for another one.',
  },
  usernameTaken: {
    what: 'This address has an account',
    why: 'Somebody who reads the mail of this address made one with it meanwhile.',
    todo: 'Sign in with it. If you do not know its password, ask for a new one on the sign-in page.',
  },
  signUpClosed: {
    what: 'Nobody can sign up here',
    why: 'The operator of this service makes the accounts.',
    todo: 'Ask the operator for an account, or sign in if you have one.',
  },
  throttled: (wait: string): ErrorMessage => ({
    what: 'That was asked for too often',
    why: 'So many mails were asked for from here that something may be wrong.',
    todo: `Wait ${wait}, then try again.`,
  }),
  busy: {
    what: 'Too many people are here at this moment',
    why: 'Passwords are worked on a few at a time, and the line is full. Nothing was changed.',
    todo: 'Go back and try again in a few seconds.',
  },
} as const satisfies Record<string, ErrorMessage | ((wait: string) => ErrorMessage)>;
