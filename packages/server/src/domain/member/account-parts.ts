import type { AuditLog } from '../audit/audit-event.ts';
import type { RateLimiter, RateLimitStore } from '../limit/rate-limiter.ts';
import type { Letterbox } from '../mail/letterbox.ts';
import type { Clock, Random } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import type { AccountLinkStore } from './account-link.ts';
import { createAccountMailLimit } from './account-mail-limit.ts';
import type { AccountMailLimit } from './account-mail-limit.ts';
import type { MemberAccountStore } from './member-account.ts';
import type { MemberExportStore } from './member-export.ts';
import type { MemberStore } from './member.ts';
import type { PasswordVerifier } from './password-verifier.ts';

/** What only changes of accounts need. */
export interface AccountTools {
  readonly links: AccountLinkStore;
  readonly accounts: MemberAccountStore;
  readonly exports: MemberExportStore;
  readonly mailLimit: AccountMailLimit;
}

/** What the rules by which members change their own accounts need of the house. */
export interface AccountParts {
  readonly account: AccountTools;
  readonly members: MemberStore;
  readonly passwordVerifier: PasswordVerifier;
  readonly limiter: RateLimiter;
  readonly letters: Letterbox;
  readonly audit: AuditLog;
  readonly liveness: Pick<SessionLiveness, 'forget'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** What of {@link AccountParts} staff needs, who knows no passwords and asks for no links of their own. */
export interface StaffAccountParts extends Pick<
  AccountParts,
  'letters' | 'audit' | 'liveness' | 'clock' | 'random'
> {
  readonly account: Pick<AccountTools, 'links' | 'accounts'>;
}

/** Binds the limit of mailed links to the counters that all nodes share. */
export function createAccountTools(
  made: Omit<AccountTools, 'mailLimit'> & { readonly limits: RateLimitStore },
): AccountTools {
  const { limits, ...stores } = made;
  return { ...stores, mailLimit: createAccountMailLimit(limits) };
}
