import { html } from './html.ts';
import type { Html } from './html.ts';

/** A text of the member's own, already isolated and cut. */
type Shown = Html | string;

const step = {
  title: 'Second step',
  lead: 'Your password was right. Now confirm that it is you.',
  codeLabel: 'Code of your authenticator app',
  codeHint: 'Six digits. A new code comes every 30 seconds.',
  backupSummary: 'Use a backup code',
  backupLabel: 'Backup code',
  backupHint: 'Each works once.',
  remember: 'Remember this browser',
  rememberHint: (days: number): string =>
    `For ${days} days no second step is asked here. Choose it on a device of your own only.`,
  submit: 'Continue',
  submitBackup: 'Continue with the backup code',
  submitting: 'Checking…',
  or: 'or',
  wrong:
    'That did not work. The code is wrong or was used before. Wait for the next one and type that.',
  wrongBackup:
    'That did not work. The backup code is wrong or was used before. Try another one of your list.',
  wrongPasskey: 'That passkey was not accepted. Try again, or choose another way.',
  throttled: (wait: string): string =>
    `No code is looked at right now. There were too many tries. Wait ${wait}, then try again.`,
  throttledPasskey: 'Your passkey works meanwhile.',
  lost: 'Lost every way to confirm?',
  lostSentence:
    'Ask the people who run this service. They check that it is you and switch your second step off.',
  restart: 'Start again',
  notYou: 'Not you, or another account?',
};

const passkey = {
  use: 'Use a passkey',
  make: 'Make a passkey',
  waiting: 'Follow what your browser asks.',
  failed: 'No passkey was used: it was cancelled or took too long. Try again.',
  failedToMake:
    'No passkey was made: it was cancelled, took too long, or this device has one of your account already.',
  unsupported: 'This browser cannot use passkeys. Choose another way, or another browser.',
  scripts: 'Passkeys need JavaScript, which is switched off in this browser.',
};

const security = {
  title: 'Security',
  lead: 'How you prove that it is you.',
  secondStep: 'Second step',
  off: 'Off',
  on: 'On',
  offSentence:
    'Your password alone signs you in. With a second step, nobody gets in who has only your password.',
  onSentence: (since: Html): Html =>
    html`After your password you confirm with one of the ways below. Switched on ${since}.`,
  loss: 'Switching it on signs you out everywhere: in every app and every browser, this one as well.',
  app: 'Authenticator app',
  appSentence: 'An app on your telephone shows a new code every 30 seconds.',
  appSince: (since: Html): Html => html`Set up ${since}`,
  noApp: 'Not set up',
  setUpApp: 'Set up an authenticator app',
  replaceApp: 'Set up another one',
  removeApp: 'Remove',
  removeAppLoss: 'Its codes no longer sign you in. Your passkeys do.',
  removeAppSubmit: 'Remove the authenticator app',
  passkeys: 'Passkeys',
  passkeysSentence:
    'Your fingerprint, face or PIN, or a security key, confirms it. A passkey cannot be typed into a false page.',
  noPasskeys: 'None yet',
  cannotHavePasskeys:
    'Passkeys need this service to be opened at a name over https. It is opened at an address, or without https.',
  addPasskey: 'Add a passkey',
  tooManyPasskeys: (count: number): string =>
    `You have ${count} passkeys, which is the most that an account can have. Remove one to add another.`,
  made: 'Added',
  lastUsed: 'Last used',
  never: 'not yet',
  rename: 'Rename',
  renameLabel: 'New name',
  renameSubmit: 'Save the name',
  remove: 'Remove',
  ofPasskey: (name: Shown): Html => html` ${name}`,
  removeLoss: (name: Shown): Html => html`${name} no longer confirms that it is you.`,
  removeSubmit: (name: Shown): Html => html`Remove ${name}`,
  onlyMethod: 'Your only way beside the backup codes. Add another one before you remove it.',
  backup: 'Backup codes',
  backupSentence:
    'Each signs you in once, when you have no telephone and no passkey at hand. Keep them on paper, or where you keep passwords.',
  backupLeft: (left: number, of: number): string => `${left} of ${of} left`,
  backupFew: 'Make new ones before they run out.',
  newBackup: 'Make new backup codes',
  newBackupLoss: 'Those that you have now stop working at once.',
  switchOff: 'Switch the second step off',
  switchOffLoss:
    'Your password alone signs you in then. Authenticator app, passkeys and backup codes are forgotten, and you are signed out everywhere: in every app and every browser, this one as well.',
  trouble: 'When something goes wrong',
  troubleNewPhone:
    'New telephone: set up its authenticator app here before you give the old one away.',
  troubleLost:
    'Lost telephone: sign in with a backup code or a passkey and set up another authenticator app. Codes of the old one stop at once.',
  troubleAll:
    'Lost everything: ask the people who run this service. They check that it is you and switch your second step off.',
  saving: 'Saving…',
  removing: 'Removing…',
  switching: 'Switching off…',
  changed:
    'Something changed at the same moment, so nothing was done. Look again and try once more.',
  done: {
    authenticator_set: 'Your authenticator app is set up. One from before no longer works.',
    authenticator_removed: 'Your authenticator app is removed.',
    passkey_added: 'Your passkey is added.',
    passkey_renamed: 'Your passkey has its new name.',
    passkey_removed: 'Your passkey is removed.',
    browser_forgotten: 'The browser is forgotten. Signing in there counts as from an unknown one.',
    browsers_forgotten: 'All browsers are forgotten, and all but this one are signed out.',
  },
};

const authenticator = {
  title: 'Set up an authenticator app',
  lead: 'You need an app that makes codes, on your telephone or in your password manager.',
  scan: 'Scan this with the app',
  scanAlt: 'QR code for your authenticator app',
  key: 'Or type this key into it',
  keyHint: 'Based on time, six digits, 30 seconds.',
  open: 'Open an authenticator app on this device',
  confirm: 'Type the code that it shows',
  codeLabel: 'Code',
  submit: 'Switch on',
  submitFurther: 'Use this app',
  wrong:
    'That is not the code of this key. Check that the telephone’s time is right, and type the code that it shows now.',
  replaces: 'It takes the place of the app that you have. The old one keeps working until then.',
  expired: 'That page was open for too long. Here is a new key: set the app up with this one.',
};

const passkeyPage = {
  title: 'Add a passkey',
  lead: 'Your browser asks for your fingerprint, face or PIN, or for a security key.',
  name: 'Name',
  nameHint: 'So that you know it again, such as “Telephone” or “Key on my key ring”.',
  nameDefault: 'Passkey',
  wrong: 'That passkey was not accepted. Try again.',
};

const backupCodes = {
  titleOn: 'Your second step is on',
  onSentence:
    'You were signed out everywhere, here as well. The next time you sign in, the second step is asked.',
  title: 'Your new backup codes',
  sentence: 'The ones from before no longer work.',
  once: 'These codes are shown this once. Keep them before you go on.',
  list: 'Backup codes',
  each: 'Each code works once, in place of the second step.',
  copy: 'Copy',
  copied: 'Copied',
  print: 'Print',
  signIn: 'I have them: sign in',
  back: 'I have them: back to security',
};

const switchedOff = {
  title: 'Your second step is off',
  sentence:
    'Your password alone signs you in. You were signed out everywhere, here as well. Authenticator app, passkeys and backup codes no longer work.',
  signIn: 'Sign in',
};

/** What the pages of the second factor say; a member's page calls it the second step. */
export const secondFactorTexts = {
  step,
  passkey,
  security,
  authenticator,
  passkeyPage,
  backupCodes,
  switchedOff,
} as const;
