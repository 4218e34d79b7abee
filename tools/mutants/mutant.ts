/** One small change to the source that takes away one check, and the requirement that must notice. */
export interface Mutant {
  /** The requirement whose test must fail, as titles carry it: `S43`. */
  readonly requirement: string;
  /** What the check is that is taken away, in a few words. */
  readonly check: string;
  readonly file: string;
  /** Stands in the file exactly once, or `occurrences` times. */
  readonly find: string;
  readonly replace: string;
  readonly occurrences?: number;
  /** The test files that are run, those tests alone whose title carries the requirement. */
  readonly tests: readonly string[];
}

/** Where the tests are, by the name that the lists use. */
export const tests = {
  accounts: ['packages/server/src/domain/member/authenticate-member.test.ts'],
  authorization: ['packages/server/src/domain/authorization/authorization.test.ts'],
  bearer: ['packages/data/src/http/bearer.test.ts', 'packages/data/src/http/data-api.test.ts'],
  clients: ['packages/server/src/domain/client/client-authentication.test.ts'],
  keys: [
    'packages/server/src/domain/key/signing-key.test.ts',
    'packages/server/src/domain/key/sealing.test.ts',
  ],
  forms: ['packages/server/src/http/form-token.test.ts'],
  grants: ['packages/server/src/domain/grant/grants.test.ts'],
  guards: ['conformance/http/guards.test.ts'],
  links: ['packages/data/src/http/signed-link.test.ts'],
  liveness: ['packages/server/src/domain/session/session-liveness.test.ts'],
  limits: ['packages/server/src/domain/limit/rate-limiter.test.ts'],
  pages: ['conformance/http/pages.test.ts'],
  password: ['conformance/http/password-limited.test.ts'],
  pkce: ['packages/protocol/src/pkce.test.ts'],
  proxies: ['packages/server/src/http/requester-address.test.ts'],
  origins: ['packages/server/src/http/cross-origin.test.ts'],
  redirects: ['packages/protocol/src/redirect-uri.test.ts'],
  registration: ['packages/server/src/domain/client/registration.test.ts'],
  retries: ['packages/server/src/domain/token/refresh-token-retry.test.ts'],
  sessions: ['conformance/http/sessions.test.ts'],
  stores: ['packages/server/test/store-contract/store-contract.test.ts'],
  tokens: ['packages/server/src/domain/token/issue-tokens.test.ts'],
  pagesOfMembers: [
    'packages/server/src/http/page-routes/acting.test.ts',
    'packages/server/src/http/page-routes/confirm-app.test.ts',
  ],
  passkeys: ['packages/server/src/domain/member/passkey.test.ts'],
  rememberedBrowsers: ['packages/server/src/domain/session/remembered-browser.test.ts'],
  ownApps: ['packages/server/src/http/page-routes/own-apps.test.ts'],
  admission: ['packages/server/src/domain/authorization/member-admission.test.ts'],
  transactions: ['packages/server/src/http/transaction.test.ts'],
  trackmaniaRules: ['packages/server/src/dialect/trackmania/trackmania.test.ts'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
