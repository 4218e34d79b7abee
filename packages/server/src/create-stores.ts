import { createClientUseLog } from './domain/client/client-use.ts';
import { createAccountTools } from './domain/member/account-parts.ts';
import type { Clock } from './domain/ports.ts';
import { createSqlAccountLinkStore } from './store/sql-account-link-store.ts';
import { createSqlAuditStore } from './store/sql-audit-store.ts';
import { createSqlAuthorizationStore } from './store/sql-authorization-store.ts';
import { createSqlBrowserCodeStore } from './store/sql-browser-code-store.ts';
import { createSqlBrowserLoginStore } from './store/sql-browser-login-store.ts';
import { createSqlClientStore } from './store/sql-client-store.ts';
import type { SqlDatabase } from './store/sql-database.ts';
import { createSqlFavoriteMapStore } from './store/sql-favorite-map-store.ts';
import { createSqlImpersonationStore } from './store/sql-impersonation-store.ts';
import { createSqlMailStore } from './store/sql-mail-store.ts';
import { createSqlMemberAccountStore } from './store/sql-member-account-store.ts';
import { createSqlMemberExportStore } from './store/sql-member-export-store.ts';
import { createSqlMemberStore } from './store/sql-member-store.ts';
import { createSqlPasswordLimitedStore } from './store/sql-password-limited-store.ts';
import { createSqlRateLimitStore } from './store/sql-rate-limit-store.ts';
import { createSqlRefreshTokenStore } from './store/sql-refresh-token-store.ts';
import { createSqlRememberedBrowserStore } from './store/sql-remembered-browser-store.ts';
import { createSqlSecondFactorStore } from './store/sql-second-factor-store.ts';
import { createSqlSessionStore } from './store/sql-session-store.ts';
import { createSqlSigningKeyStore } from './store/sql-signing-key-store.ts';

/** The stores: those that routes and grants work with, and those that only the wiring does. */
export function createStores(database: SqlDatabase, clock: Clock) {
  const clients = createSqlClientStore(database, clock);
  const stores = {
    clients,
    clientUses: createClientUseLog(clients, clock),
    members: createSqlMemberStore(database),
    passwordLimited: createSqlPasswordLimitedStore(database),
    impersonations: createSqlImpersonationStore(database),
    activity: createSqlAuditStore(database),
    authorizations: createSqlAuthorizationStore(database),
    sessions: createSqlSessionStore(database),
    refreshTokens: createSqlRefreshTokenStore(database),
    logins: createSqlBrowserLoginStore(database),
    account: createAccountTools({
      links: createSqlAccountLinkStore(database),
      accounts: createSqlMemberAccountStore(database),
      exports: createSqlMemberExportStore(database),
      limits: createSqlRateLimitStore(database),
    }),
    browsers: createSqlRememberedBrowserStore(database),
    browserCodes: createSqlBrowserCodeStore(database),
    mailQueue: createSqlMailStore(database),
  };
  const wired = {
    limits: createSqlRateLimitStore(database),
    keyStore: createSqlSigningKeyStore(database),
    audits: createSqlAuditStore(database),
    secondFactors: createSqlSecondFactorStore(database),
    favoriteMaps: createSqlFavoriteMapStore(database),
    mails: createSqlMailStore(database),
  };
  return { stores, wired };
}

/** The stores that routes and grants work with. */
export type Stores = ReturnType<typeof createStores>['stores'];

/** The stores that only the wiring works with. */
export type Wired = ReturnType<typeof createStores>['wired'];
