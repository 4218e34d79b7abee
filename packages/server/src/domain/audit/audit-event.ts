import type { Requester } from '../ports.ts';

/** One thing that happened, without anything that was presented. */
export interface AuditEvent {
  readonly event: string;
  readonly request_id: string;
  readonly ip: string;
  /** The program that asked; null when it did not say. */
  readonly user_agent: string | null;
  readonly client_id: string | null;
  readonly member_id: string | null;
  /** The member of the staff who acted for the member; null where nobody did. */
  readonly actor_member_id: string | null;
  readonly session_id: string | null;
  readonly outcome: 'done' | 'refused';
}

/** Takes events. Appending never throws and is not waited for: the store's failure is logged instead. */
export interface AuditLog {
  append(event: AuditEvent): void;
}

interface Subject {
  readonly client_id?: string | null;
  readonly member_id?: string | null;
  readonly session_id?: string | null;
  readonly actor_member_id?: string | null;
}

function auditEvent(
  event: string,
  outcome: AuditEvent['outcome'],
  requester: Requester,
  subject: Subject,
): AuditEvent {
  return {
    event,
    outcome,
    request_id: requester.request_id,
    ip: requester.ip,
    user_agent: requester.user_agent,
    client_id: subject.client_id ?? null,
    member_id: subject.member_id ?? null,
    session_id: subject.session_id ?? null,
    actor_member_id: subject.actor_member_id ?? null,
  };
}

const done = (event: string) => (requester: Requester, subject: Subject) =>
  auditEvent(event, 'done', requester, subject);
const refused = (event: string) => (requester: Requester, subject: Subject) =>
  auditEvent(event, 'refused', requester, subject);

/**
 * One function per event. Successful refreshes are not events but the session's last activity.
 */
export const auditEvents = {
  clientAuthenticationRefused: (requester: Requester, client_id: string | null): AuditEvent =>
    auditEvent('client_authentication_refused', 'refused', requester, { client_id }),
  loginSucceeded: done('login_succeeded'),
  loginRefused: refused('login_refused'),
  loggedOut: done('logged_out'),
  consentGiven: done('consent_given'),
  consentDenied: done('consent_denied'),
  consentForgotten: done('consent_forgotten'),
  authorizationCodeRefused: refused('authorization_code_refused'),
  authorizationCodeReused: refused('authorization_code_reused'),
  refreshTokenRefused: refused('refresh_token_refused'),
  refreshTokenReused: refused('refresh_token_reused'),
  passwordLimitedRefused: refused('password_limited_refused'),
  sessionStarted: done('session_started'),
  sessionEnded: done('session_ended'),
  clientRegistered: done('client_registered'),
  clientEdited: done('client_edited'),
  clientSecretRotated: done('client_secret_rotated'),
  clientDeleted: done('client_deleted'),
  clientRequested: done('client_requested'),
  clientApproved: done('client_approved'),
  clientRefused: done('client_refused'),
  clientDisabled: done('client_disabled'),
  clientEnabled: done('client_enabled'),
  clientSecretLinkSent: done('client_secret_link_sent'),
  clientSecretShown: done('client_secret_shown'),
  clientSecretAdded: done('client_secret_added'),
  clientFormerSecretEnded: done('client_former_secret_ended'),
  memberAdded: done('member_added'),
  memberDisabled: done('member_disabled'),
  memberEnabled: done('member_enabled'),
  memberPasswordSet: done('member_password_set'),
  signingKeyPublished: done('signing_key_published'),
  signingKeysReplaced: done('signing_keys_replaced'),
  staffRoleGiven: done('staff_role_given'),
  staffRoleTaken: done('staff_role_taken'),
  secondFactorSwitchedOn: done('second_factor_switched_on'),
  secondFactorSwitchedOff: done('second_factor_switched_off'),
  secondFactorMethodAdded: done('second_factor_method_added'),
  secondFactorMethodRemoved: done('second_factor_method_removed'),
  secondFactorRefused: refused('second_factor_refused'),
  backupCodesReplaced: done('backup_codes_replaced'),
  backupCodeUsed: done('backup_code_used'),
  browserCodeSent: done('browser_code_sent'),
  browserCodeRefused: refused('browser_code_refused'),
  browserForgotten: done('browser_forgotten'),
  signUpRequested: done('sign_up_requested'),
  memberSignedUp: done('member_signed_up'),
  passwordResetRequested: done('password_reset_requested'),
  passwordResetRequired: done('password_reset_required'),
  passwordReset: done('password_reset'),
  passwordChanged: done('password_changed'),
  addressChangeRequested: done('address_change_requested'),
  addressChangeDropped: done('address_change_dropped'),
  addressChanged: done('address_changed'),
  memberRenamed: done('member_renamed'),
  memberDataExported: done('member_data_exported'),
  memberDeleted: done('member_deleted'),
  accountLinkRefused: refused('account_link_refused'),
  passwordLimitedListed: done('password_limited_listed'),
  passwordLimitedUnlisted: done('password_limited_unlisted'),
  passwordLimitedConfirmed: done('password_limited_confirmed'),
  passwordLimitedWithdrawn: done('password_limited_withdrawn'),
  impersonationStarted: done('impersonation_started'),
  impersonationEnded: done('impersonation_ended'),
  impersonationRefused: refused('impersonation_refused'),
} as const;

/** The names of all events, as they are stored. */
export const auditEventNames: readonly string[] = Object.keys(auditEvents).map((name) =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
);
