import { html } from './html.ts';
import type { Html } from './html.ts';

/** The name of an app, already isolated and cut. */
type Shown = Html | string;

/** What an event says to the member in whose account it happened. */
export interface EventWords {
  readonly words: Html | string;
  /** True for what only the people who run the service do. */
  readonly isByOperator: boolean;
}

type Say = string | ((app: Shown) => Html);

const ofMember: Readonly<Record<string, Say>> = {
  login_succeeded: 'You signed in.',
  login_refused: 'Somebody tried to sign in to your account.',
  logged_out: 'You signed out.',
  consent_given: (app) => html`You let ${app} in.`,
  consent_denied: (app) => html`You did not let ${app} in.`,
  consent_forgotten: (app) => html`You took back what ${app} was allowed.`,
  authorization_code_refused: (app) =>
    html`${app} tried to sign in with a code that does not count.`,
  authorization_code_reused: (app) =>
    html`A code of ${app} was used a second time. Its sign-in was ended.`,
  refresh_token_refused: (app) => html`A token of ${app} did not count.`,
  refresh_token_reused: (app) =>
    html`A token of ${app} was used a second time. Its sign-in was ended.`,
  password_limited_refused: (app) => html`With your password, ${app} tried to sign in.`,
  session_started: (app) => html`You were signed in to ${app}.`,
  session_ended: (app) => html`A sign-in of ${app} ended.`,
  sign_up_requested: 'An account was asked for with your address.',
  member_signed_up: 'You made your account.',
  password_reset_requested: 'A link to choose a new password was asked for.',
  password_reset: 'Your password was replaced by a mailed link.',
  password_changed: 'You changed your password.',
  address_change_requested: 'You asked for a new e-mail address.',
  address_change_dropped: 'The new e-mail address was given up.',
  address_changed: 'Your e-mail address was changed.',
  member_renamed: 'You changed your name.',
  member_data_exported: 'You took a copy of your data.',
  account_link_refused: 'A mailed link that does not count was opened.',
  browser_code_sent:
    'A code was mailed, because your password came from a browser that is not known.',
  browser_code_refused: 'A mailed code was wrong.',
  browser_forgotten: 'A browser was forgotten.',
  second_factor_switched_on: 'Your second step was switched on.',
  second_factor_switched_off: 'Your second step was switched off.',
  second_factor_method_added: 'A way to pass your second step was added.',
  second_factor_method_removed: 'A way to pass your second step was removed.',
  second_factor_refused: 'Your password was right, and the code after it wrong.',
  backup_codes_replaced: 'You made new backup codes.',
  backup_code_used: 'A backup code was used.',
  password_limited_listed: (app) =>
    html`The people who run this service set ${app} up to sign in with your password, once you
    confirm it.`,
  password_limited_unlisted: (app) =>
    html`The people who run this service keep ${app} from signing in with your password.`,
  password_limited_confirmed: (app) =>
    html`You let ${app} sign in with your password, without a second step.`,
  password_limited_withdrawn: (app) => html`You no longer let ${app} sign in with your password.`,
  impersonation_started: 'Support staff began to act for you.',
  impersonation_ended: 'Support staff stopped acting for you.',
  impersonation_refused: 'Support staff tried to act for you.',
  client_registered: (app) => html`You registered your app ${app}.`,
  client_edited: (app) => html`Your app ${app} was changed.`,
  client_secret_rotated: (app) => html`The secret of your app ${app} was replaced.`,
  client_secret_added: (app) => html`Your app ${app} got a second secret.`,
  client_former_secret_ended: (app) => html`The former secret of your app ${app} ended.`,
  client_secret_link_sent: (app) => html`A link to the secret of your app ${app} was mailed.`,
  client_secret_shown: (app) => html`The secret of your app ${app} was shown.`,
  client_deleted: 'You deleted an app of yours.',
  client_requested: (app) => html`You asked for your app ${app} to be registered.`,
  client_approved: (app) => html`Your app ${app} was approved.`,
  client_refused: (app) => html`Your app ${app} was refused.`,
  client_disabled: (app) => html`Your app ${app} was switched off.`,
  client_enabled: (app) => html`Your app ${app} was switched on again.`,
};

const ofOperator: Readonly<Record<string, string>> = {
  member_added: 'Your account was made.',
  member_disabled: 'Your account was taken out of use.',
  member_enabled: 'Your account was taken into use again.',
  member_password_set: 'Your password was replaced.',
  password_reset_required: 'You were asked to choose a new password.',
  staff_role_given: 'You became one of the staff.',
  staff_role_taken: 'You are none of the staff any more.',
};

/** An event's name as a sentence, for one that has no words of its own. */
function spellName(event: string): string {
  const words = event.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** True when the event has words of its own. */
export function hasEventWords(event: string): boolean {
  return Object.hasOwn(ofMember, event) || Object.hasOwn(ofOperator, event);
}

/** Says what happened to the member whose event it is. @param app - the app that it is about */
export function eventWords(event: string, app: Shown): EventWords {
  const byOperator = Object.hasOwn(ofOperator, event) ? ofOperator[event] : undefined;
  if (byOperator !== undefined) return { words: byOperator, isByOperator: true };
  const say = Object.hasOwn(ofMember, event) ? ofMember[event] : undefined;
  if (say === undefined) return { words: spellName(event), isByOperator: false };
  return { words: typeof say === 'string' ? say : say(app), isByOperator: false };
}
